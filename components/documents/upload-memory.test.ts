import { expect, it, vi } from 'vitest';
import type { KeptFile } from './kept-files';
import { newUpload } from './upload';
import { MOST_BYTES, uploadMemory } from './upload-memory';

/** As the browser's, with room for so many bytes. */
function storeOf(roomBytes = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, KeptFile>();
  return {
    kept,
    async put(entries: readonly KeptFile[]) {
      const bytes = entries.reduce((sum, { file, bytes }) => sum + (file ? bytes : 0), 0);
      if (bytes > roomBytes) throw new DOMException('full', 'QuotaExceededError');
      for (const entry of entries) kept.set(entry.key, entry);
    },
    async delete(keys: readonly string[]) {
      for (const key of keys) kept.delete(key);
    },
    read: async () => [...kept.values()],
  };
}

/** A file that says that it is as large. */
function fileOf(name: string, bytes: number): File {
  return Object.defineProperty(new File(['text'], name), 'size', { value: bytes });
}

const stateOf = async (memory: ReturnType<typeof uploadMemory>) =>
  (await memory.load()).map(({ name, bytes, file, state }) => [name, bytes, Boolean(file), state]);

it('keeps the contents that there is room for, and the names of all others', async () => {
  const store = storeOf();
  const before = uploadMemory('acme ana', store);
  const large = MOST_BYTES - 1_000;
  before.keep(
    [fileOf('large.bin', large), fileOf('more.bin', 2_000), fileOf('small.txt', 500)].map((file) =>
      newUpload(file, { folderId: 'f' }),
    ),
  );
  await vi.waitFor(() => expect(store.kept.size).toBe(3));
  const after = uploadMemory('acme ana', store);
  expect(await stateOf(after)).toEqual([
    ['large.bin', large, true, 'waiting'],
    ['more.bin', 2_000, false, 'failed'],
    ['small.txt', 500, true, 'waiting'],
  ]);
  // What was kept before the reload takes its room after it too, until it is sent.
  after.keep([newUpload(fileOf('next.bin', 1_000), { key: 'next' })]);
  await vi.waitFor(() => expect(store.kept.get('next')?.name).toBe('next.bin'));
  expect(store.kept.get('next')?.file).toBeUndefined();
  after.forget([...store.kept.keys()]);
  after.keep([newUpload(fileOf('last.bin', 1_000), { key: 'last' })]);
  await vi.waitFor(() => expect(store.kept.get('last')?.file?.name).toBe('last.bin'));
});

it('keeps the names when the browser has less room than that', async () => {
  const store = storeOf(100);
  const memory = uploadMemory('acme ana', store);
  memory.keep([newUpload(fileOf('a.bin', 5_000), {})]);
  await vi.waitFor(() => expect(store.kept.size).toBe(1));
  const [lost] = await memory.load();
  expect(lost).toMatchObject({ name: 'a.bin', bytes: 5_000, file: undefined, state: 'failed' });
  expect(lost?.error?.message).toMatch(/^Choose the file again/);
});

it('gives nobody what another person left, and keeps nothing longer than a day', async () => {
  const store = storeOf();
  uploadMemory('acme ana', store).keep([newUpload(fileOf('a.txt', 5), { key: 'a' })]);
  await vi.waitFor(() => expect(store.kept.size).toBe(1));
  expect(await uploadMemory('acme ben', store).load()).toEqual([]);
  expect(store.kept.size).toBe(0);
});
