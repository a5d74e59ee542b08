import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RepeatPace } from './repeat-pace';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How many of so many that come at once are answered by when, in milliseconds. */
async function answered(pace: RepeatPace, tenant: string, asked: number): Promise<() => number> {
  let done = 0;
  for (let n = 0; n < asked; n += 1) {
    const wait = pace.wait(tenant);
    if (wait) void wait.then(() => done++);
    else done += 1;
  }
  return () => done;
}

it('answers a tenant four hundred times a second, in the order in which it asked', async () => {
  const pace = new RepeatPace();
  const order: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const wait = pace.wait('busy');
    if (wait) void wait.then(() => order.push(n));
    else order.push(n);
  }
  expect(order).toHaveLength(20);
  await vi.advanceTimersByTimeAsync(50);
  expect(order).toHaveLength(40);
  await vi.advanceTimersByTimeAsync(150);
  expect(order).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

it('holds nobody else, and none longer than a second', async () => {
  const pace = new RepeatPace();
  const flood = await answered(pace, 'flood', 1_500);
  expect(pace.wait('other')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(950);
  expect(flood()).toBe(400);
  await vi.advanceTimersByTimeAsync(50);
  expect(flood()).toBe(1_500);
});

it('holds two thousand at once, and then answers at once', async () => {
  const pace = new RepeatPace();
  const floods = await Promise.all(
    ['one', 'two', 'three', 'four'].map((tenant) => answered(pace, tenant, 1_000)),
  );
  expect(floods.map((done) => done())).toEqual([20, 20, 960, 1_000]);
});

it('lets go of who asks no more', async () => {
  const pace = new RepeatPace();
  await answered(pace, 'flood', 50);
  await vi.advanceTimersByTimeAsync(250);
  expect(vi.getTimerCount()).toBe(0);
});
