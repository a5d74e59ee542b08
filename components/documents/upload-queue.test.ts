import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UploadResult } from '@/lib/documents/schema';
import { RefusedError } from './read-json';
import { lostUpload, type Upload } from './upload';
import { LOST, type uploadFile } from './upload-file';
import { UploadQueue } from './upload-queue';

type Send = typeof uploadFile;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const fileOf = (name: string) => new File(['text'], name);
const kept = { keep: vi.fn(), forget: vi.fn() };
const discard = vi.fn(async (_slug: string, _id: string) => undefined);

function resultOf(name: string, given: Partial<UploadResult> = {}): UploadResult {
  const document = { id: name, name, version: 1 } as UploadResult['document'];
  return { document, alreadyHere: false, ...given };
}

function queueOf(send: Send) {
  const onSent = vi.fn();
  const queue = new UploadQueue('acme', { send, discard, memory: kept, onSent });
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

it('waits with all files as long as the server asks', async () => {
  const busy = { code: 'rate_limited', message: 'Too many.', retryAfter: 20 } as const;
  const send = vi.fn<Send>(async (_slug, file) => resultOf(file.name));
  for (let n = 0; n < 4; n += 1) send.mockRejectedValueOnce(new RefusedError(busy));
  const { queue, states } = queueOf(send);
  queue.add(
    Array.from({ length: 100 }, (_, n) => fileOf(`${n}.txt`)),
    undefined,
  );
  await vi.advanceTimersByTimeAsync(19_000);
  expect(send).toHaveBeenCalledTimes(4);
  expect(states().filter((state) => state === 'paused')).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(states().every((state) => state === 'sent')).toBe(true);
});

it('does not wait for a limit that is over tomorrow', async () => {
  const full = { code: 'rate_limited', message: 'Full today.', retryAfter: 30_000 } as const;
  const { queue, states } = queueOf(vi.fn<Send>().mockRejectedValue(new RefusedError(full)));
  queue.add([fileOf('a.txt')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['failed']);
});

it('waits for a network, however long there is none, and goes on by itself', async () => {
  const network = { onLine: false };
  vi.stubGlobal('navigator', network);
  const listening = new EventTarget();
  vi.stubGlobal('addEventListener', listening.addEventListener.bind(listening));
  vi.stubGlobal('removeEventListener', listening.removeEventListener.bind(listening));
  const send = vi.fn<Send>(async (_slug, file) => resultOf(file.name));
  const { queue, states } = queueOf(send);
  queue.add([fileOf('a.txt')], undefined);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(send).not.toHaveBeenCalled();
  network.onLine = true;
  listening.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['sent']);
  vi.unstubAllGlobals();
});

it('outlasts a server that is away for an hour', async () => {
  const back = Date.now() + 3_600_000;
  const send = vi.fn<Send>(async (_slug, file) => {
    if (Date.now() < back) throw new RefusedError(LOST);
    return resultOf(file.name);
  });
  const { queue, states } = queueOf(send);
  queue.add([fileOf('a.txt'), fileOf('b.txt')], undefined);
  await vi.advanceTimersByTimeAsync(3_640_000);
  expect(states()).toEqual(['sent', 'sent']);
});

it('gives up a file that alone is refused again and again', async () => {
  const send = vi.fn<Send>(async (_slug, file) => {
    if (file.name === 'odd.txt') throw new RefusedError(LOST);
    return resultOf(file.name);
  });
  const { queue, states } = queueOf(send);
  queue.add([fileOf('odd.txt')], undefined);
  for (let n = 0; n < 20; n += 1) {
    queue.add([fileOf(`${n}.txt`)], undefined);
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(states()[0]).toBe('failed');
  expect(states().filter((state) => state === 'sent')).toHaveLength(20);
});

it('tries all that failed once more, but not what would be refused again', async () => {
  const send = vi.fn<Send>(async (_slug, file) => {
    if (file.name === 'big.txt')
      throw new RefusedError({ code: 'too_large', message: 'Too large.' });
    if (send.mock.calls.length <= 3)
      throw new RefusedError({ code: 'internal', message: 'Something went wrong.' });
    return resultOf(file.name);
  });
  const { queue, states } = queueOf(send);
  queue.add([fileOf('a.txt'), fileOf('b.txt'), fileOf('big.txt')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['failed', 'failed', 'failed']);
  queue.retryFailed();
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['sent', 'sent', 'failed']);
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
  await queue.drop(upload.key);
  await vi.advanceTimersByTimeAsync(200);
  expect(signals[0]?.aborted).toBe(true);
  expect(states()).toEqual([]);
  expect(kept.forget).toHaveBeenCalledWith([upload.key]);
  queue.restore([upload]);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['sending']);
});

it('starts nothing more once it is stopped, and goes on where it was told to', async () => {
  const begun: string[] = [];
  const { queue, states } = queueOf((_slug, file, { signal }) => {
    begun.push(file.name);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new RefusedError(LOST)));
    });
  });
  queue.add(
    Array.from({ length: 10 }, (_, n) => fileOf(`${n}.txt`)),
    undefined,
  );
  await vi.advanceTimersByTimeAsync(200);
  queue.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun).toHaveLength(4);
  queue.start();
  await vi.advanceTimersByTimeAsync(200);
  expect(begun.slice(4)).toEqual(begun.slice(0, 4));
  expect(states().filter((state) => state === 'sending')).toHaveLength(4);
});

it('keeps all files while the person is signed out, and goes on after the next sign-in', async () => {
  let signedIn = true;
  const send = vi.fn<Send>(async (_slug, file) => {
    if (!signedIn)
      throw new RefusedError({ code: 'unauthenticated', message: 'Your session has ended.' });
    return resultOf(file.name);
  });
  const { queue, states } = queueOf(send);
  kept.forget.mockClear();
  signedIn = false;
  queue.add(
    Array.from({ length: 50 }, (_, n) => fileOf(`${n}.txt`)),
    undefined,
  );
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(send).toHaveBeenCalledTimes(4);
  expect(states().filter((state) => state === 'paused')).toHaveLength(4);
  expect(states().filter((state) => state === 'waiting')).toHaveLength(46);
  expect(kept.forget).not.toHaveBeenCalled();
  signedIn = true;
  queue.goOn();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states().every((state) => state === 'sent')).toBe(true);
});

it('leaves no part on the server of what is dropped: under way, paused, or just about to begin', async () => {
  discard.mockClear();
  const { queue } = queueOf(async (_slug, file, { signal, onBegun }) => {
    if (file.name === 'slow.bin') await new Promise((resolve) => setTimeout(resolve, 1_000));
    onBegun(file.name === 'twice.bin' ? 'b.bin' : file.name);
    if (file.name === 'paused.bin') throw new RefusedError(LOST);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new RefusedError(LOST)));
    });
  });
  const drop = (name: string) => {
    const found = queue.snapshot().find((each) => each.name === name);
    return found && queue.drop(found.key);
  };
  queue.add(['a.bin', 'b.bin', 'twice.bin', 'slow.bin'].map(fileOf), undefined);
  await vi.advanceTimersByTimeAsync(200);
  await drop('a.bin');
  expect(discard.mock.calls).toEqual([['acme', 'a.bin']]);
  await drop('slow.bin');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(discard).toHaveBeenLastCalledWith('acme', 'slow.bin');
  // The same file in the queue twice has its parts once.
  await drop('twice.bin');
  expect(discard).toHaveBeenCalledTimes(2);
  queue.add([fileOf('paused.bin')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  await drop('paused.bin');
  expect(discard).toHaveBeenLastCalledWith('acme', 'paused.bin');
});

it('asks for what a reload took, and takes the file that is chosen again for it', async () => {
  const { queue, states } = queueOf(vi.fn<Send>(async (_slug, file) => resultOf(file.name)));
  const lost = { key: 'lost', name: 'a.txt', bytes: 4, folderId: undefined };
  queue.restore([lostUpload(lost), lostUpload({ ...lost, key: 'other', name: 'b.txt' })]);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['failed', 'failed']);
  queue.retryFailed();
  queue.add([fileOf('a.txt')], undefined);
  await vi.advanceTimersByTimeAsync(200);
  expect(queue.snapshot().map(({ name, state }) => [name, state])).toEqual([
    ['b.txt', 'failed'],
    ['a.txt', 'sent'],
  ]);
  expect(kept.forget).toHaveBeenCalledWith(['lost']);
});
