import { expect, it } from 'vitest';
import { Bulkhead } from './bulkhead';

const RULES = { slots: 2, waiting: 2, full: 'The store has too much to do.' };

function holding(pool: Bulkhead, signal?: AbortSignal) {
  let release = () => {};
  let started = false;
  const done = pool.run(() => {
    started = true;
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  }, signal);
  return { done, release: () => release(), started: () => started };
}

it('runs so many at once and the rest in the order in which they came', async () => {
  const pool = new Bulkhead(RULES);
  const calls = [1, 2, 3, 4].map(() => holding(pool));
  await Promise.resolve();
  expect(calls.map((call) => call.started())).toEqual([true, true, false, false]);
  calls[1]?.release();
  await calls[1]?.done;
  await expect.poll(() => calls.map((call) => call.started())).toEqual([true, true, true, false]);
});

it('refuses at once when its queue is full, with a time to come back', async () => {
  const pool = new Bulkhead(RULES);
  for (let i = 0; i < 4; i += 1) holding(pool);
  await expect(pool.run(async () => 1)).rejects.toMatchObject({
    code: 'store_unavailable',
    message: RULES.full,
    retryAfter: 1,
  });
  expect(pool.state('p')).toEqual({ name: 'p', slots: 2, busy: 2, waiting: 2, refused: 1 });
});

it('frees the place of what failed, and of who left the queue', async () => {
  const pool = new Bulkhead({ ...RULES, slots: 1 });
  await expect(pool.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const first = holding(pool);
  await Promise.resolve();
  const leaving = new AbortController();
  const left = holding(pool, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(left.done).rejects.toThrow('left');
  first.release();
  await first.done;
  expect(await pool.run(async () => 7)).toBe(7);
  expect(pool.state('p')).toMatchObject({ busy: 0, waiting: 0 });
});
