import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UploadResult } from '@/lib/documents/schema';
import { RefusedError } from './read-json';
import { LOST, type uploadFile } from './upload-file';
import { type Upload, UploadQueue } from './upload-queue';

type Send = typeof uploadFile;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const fileOf = (name: string) => new File(['text'], name);
const kept = { keep: vi.fn(), forget: vi.fn() };

function resultOf(name: string, given: Partial<UploadResult> = {}): UploadResult {
  const document = { id: name, name, version: 1 } as UploadResult['document'];
  return { document, alreadyHere: false, ...given };
}

function queueOf(send: Send) {
  const onSent = vi.fn();
  const queue = new UploadQueue('acme', { send, memory: kept, onSent });
  const states = () => queue.snapshot().map(({ state }) => state);
  return { queue, onSent, states };
}

it('sends a thousand files, four at once, and draws seldom', async () => {
  let now = 0;
  let most = 0;
  const { queue, onSent, states } = queueOf(async (_slug, file, { onProgress }) => {
    now += 1;
    most = Math.max(most, now);
    for (let step = 1; step <= 20; step += 1) onProgress(step / 20);
    await Promise.resolve();
    now -= 1;
    return resultOf(file.name);
  });
  const drawn = vi.fn();
  queue.subscribe(drawn);
  queue.add(
    Array.from({ length: 1_000 }, (_, n) => fileOf(`${n}.txt`)),
    undefined,
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(most).toBe(4);
  expect(states().every((state) => state === 'sent')).toBe(true);
  expect(onSent).toHaveBeenCalledTimes(1_000);
  expect(drawn.mock.calls.length).toBeLessThan(10);
});

it('goes on by itself after a lost connection, and says so meanwhile', async () => {
  const send = vi.fn<Send>();
  send.mockRejectedValueOnce(new RefusedError(LOST)).mockResolvedValue(resultOf('a.txt'));
  const { queue, states } = queueOf(send);
  queue.add([fileOf('a.txt')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['paused']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(states()).toEqual(['sent']);
});

it('does not try again what would be refused again, and keeps the others going', async () => {
  const tooLarge = new RefusedError({ code: 'too_large', message: 'Too large.' });
  const send = vi.fn<Send>(async (_slug, file) => {
    if (file.name === 'big.txt') throw tooLarge;
    return resultOf(file.name, { alreadyHere: file.name === 'same.txt' });
  });
  const { queue, states } = queueOf(send);
  queue.add([fileOf('big.txt'), fileOf('same.txt'), fileOf('new.txt')], undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states()).toEqual(['failed', 'known', 'sent']);
  expect(queue.snapshot()[0]?.error?.message).toBe('Too large.');
  expect(send).toHaveBeenCalledTimes(3);
  queue.clear();
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual([]);
});

it('stops one that is dropped, and goes on with what was kept over a reload', async () => {
  const signals: AbortSignal[] = [];
  const { queue, states } = queueOf((_slug, _file, { signal }) => {
    signals.push(signal);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new RefusedError(LOST)));
    });
  });
  queue.add([fileOf('a.txt')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  const [upload] = queue.snapshot() as [Upload];
  queue.drop(upload.key);
  await vi.advanceTimersByTimeAsync(200);
  expect(signals[0]?.aborted).toBe(true);
  expect(states()).toEqual([]);
  expect(kept.forget).toHaveBeenCalledWith([upload.key]);
  queue.restore([upload]);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['sending']);
});
