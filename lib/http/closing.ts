/** The iterable that `open` gives; `close` is called once it was read to its end, left, or could not be opened. */
export async function closing<T>(
  open: () => Promise<AsyncIterable<T>>,
  close: () => void,
): Promise<AsyncGenerator<T>> {
  const events = await open().catch((error) => {
    close();
    throw error;
  });
  return closed(events, close);
}

async function* closed<T>(events: AsyncIterable<T>, close: () => void): AsyncGenerator<T> {
  try {
    yield* events;
  } finally {
    close();
  }
}
