import { expect, test } from 'vitest';
import { untilAborted } from './until-aborted';

async function* source(after: () => Promise<void>) {
  yield 1;
  yield 2;
  await after();
  yield 3;
}

async function read(items: AsyncIterable<number>, onItem?: (item: number) => void) {
  const seen: number[] = [];
  for await (const item of items) {
    seen.push(item);
    onItem?.(item);
  }
  return seen;
}

const never = () => new Promise<void>(() => undefined);

test('an abort ends the reading of a source that never notices it', async () => {
  const abort = new AbortController();
  const items = untilAborted(source(never), abort.signal);
  const seen = await read(items, (item) => item === 2 && setImmediate(() => abort.abort()));
  expect(seen).toEqual([1, 2]);
});

test('nothing is read after an abort, and nothing before it is lost', async () => {
  const abort = new AbortController();
  const items = untilAborted(
    source(async () => undefined),
    abort.signal,
  );
  expect(await read(items, (item) => item === 2 && abort.abort())).toEqual([1, 2]);
});

test('without an abort the source is read to its end, and its error is told', async () => {
  const { signal } = new AbortController();
  expect(
    await read(
      untilAborted(
        source(async () => undefined),
        signal,
      ),
    ),
  ).toEqual([1, 2, 3]);
  const failing = source(() => Promise.reject(new Error('cut')));
  await expect(read(untilAborted(failing, signal))).rejects.toThrow('cut');
});

test('who leaves early ends the source', async () => {
  let ended = false;
  async function* watched() {
    try {
      yield 1;
      yield 2;
    } finally {
      ended = true;
    }
  }
  for await (const _ of untilAborted(watched(), new AbortController().signal)) break;
  expect(ended).toBe(true);
});
