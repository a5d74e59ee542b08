/**
 * What the source gives until the signal aborts; then it ends without an error. A source that does not notice
 * the abort itself (`fetch` can lose its signal to the garbage collector, and a read of the body then never
 * settles) is left alone and holds nobody up.
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  const { aborted, forget } = whenAborted(signal);
  let left = true;
  try {
    while (!signal.aborted) {
      const next = items.next();
      const got = await Promise.race([next, aborted]);
      if (got === undefined) {
        next.catch(() => undefined);
        return;
      }
      if (got.done) {
        left = false;
        return;
      }
      yield got.value;
    }
  } catch (error) {
    left = false;
    throw error;
  } finally {
    forget();
    // Not awaited: it would wait for the read that never settles.
    if (left) items.return?.().catch(() => undefined);
  }
}

function whenAborted(signal: AbortSignal) {
  let listener = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    listener = () => resolve(undefined);
  });
  signal.addEventListener('abort', listener, { once: true });
  return { aborted, forget: () => signal.removeEventListener('abort', listener) };
}
