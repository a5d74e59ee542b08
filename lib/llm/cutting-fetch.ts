/**
 * `fetch` whose body ends, with its connection, when the request's signal aborts. Between an aborted signal and
 * the body of an answer that already came, fetch itself keeps weak references alone: once they were collected
 * an abort reached nobody, and the provider went on, to be paid. A redirect is an error.
 */
export const cuttingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  const { signal } = init ?? {};
  if (!signal || !response.body) return response;
  return new Response(cutBy(signal, response.body), response);
};

function cutBy(signal: AbortSignal, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stop = () => {};
  const forget = () => signal.removeEventListener('abort', stop);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stop = () => {
        controller.error(signal.reason);
        reader.cancel(signal.reason).catch(() => undefined);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (!done) return controller.enqueue(value);
      forget();
      controller.close();
    },
    async cancel(reason) {
      forget();
      await reader.cancel(reason);
    },
  });
}
