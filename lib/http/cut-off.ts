/** Small, so that little is on its way when the work ends, and a slow reader holds the rest back here. */
const PIECE_BYTES = 65_536;

/**
 * The same bytes, as long as `ended` is not aborted: then the reader gets an error in place of the rest, and
 * the source is cancelled. `onClose` is called once, however it ends.
 */
export function cutOff(
  source: ReadableStream<Uint8Array>,
  ended: AbortSignal,
  onClose: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let rest = new Uint8Array();
  let closed = false;
  let stop = () => {};
  const close = () => {
    if (closed) return;
    closed = true;
    ended.removeEventListener('abort', stop);
    onClose();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = () => {
          if (closed) return;
          controller.error(ended.reason);
          close();
          reader.cancel(ended.reason).catch(() => undefined);
        };
        if (ended.aborted) stop();
        else ended.addEventListener('abort', stop);
      },
      async pull(controller) {
        try {
          if (rest.length === 0) {
            const next = await reader.read();
            if (closed) return;
            if (next.done) {
              controller.close();
              return close();
            }
            rest = new Uint8Array(next.value);
          }
          controller.enqueue(rest.subarray(0, PIECE_BYTES));
          rest = rest.subarray(PIECE_BYTES);
        } catch (error) {
          if (closed) return;
          controller.error(error);
          close();
        }
      },
      async cancel(reason) {
        close();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
