import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UploadResult } from '@/lib/documents/schema';
import { KeptUploads } from './kept-uploads';
import { newUpload, type Upload } from './upload';
import type { uploadFile } from './upload-file';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function keptOf(loaded: Upload[] = []) {
  const sent = vi.fn<typeof uploadFile>(async (_slug, file) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const document = { id: file.name, version: 1 } as UploadResult['document'];
    return { document, alreadyHere: false };
  });
  const memory = { keep: vi.fn(), forget: vi.fn(), load: async () => loaded };
  // A name of its own: a lock is held by one queue at a time.
  const kept = new KeptUploads(`acme-${Math.random()}`, 'ana', {
    send: sent,
    discard: vi.fn(),
    memory,
  });
  return { sent, kept };
}

it('sends while no page looks, and tells the page that comes back once', async () => {
  const { kept } = keptOf();
  const first = vi.fn();
  const leave = kept.listen(first);
  kept.start();
  kept.queue.add([new File(['a'], 'a.txt'), new File(['b'], 'b.txt')], undefined);
  leave();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept.queue.snapshot().map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(first).not.toHaveBeenCalled();
  const second = vi.fn();
  kept.listen(second);
  kept.start();
  expect(second).toHaveBeenCalledTimes(1);
  kept.queue.add([new File(['c'], 'c.txt')], undefined);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(second).toHaveBeenCalledTimes(2);
});

it('takes up once what a reload left, however many pages open', async () => {
  const { kept, sent } = keptOf([newUpload(new File(['a'], 'a.txt'), {})]);
  kept.start();
  kept.start();
  await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(1));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toHaveBeenCalledTimes(1);
  kept.stop();
});
