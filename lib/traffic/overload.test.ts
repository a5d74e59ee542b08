import { expect, it } from 'vitest';
import { processState } from '@/lib/process-state';
import { LoopLag, overloadRefusal } from './overload';

function observe(lag: LoopLag, ms: number, times: number): boolean {
  for (let i = 0; i < times; i += 1) lag.observe(ms);
  return lag.overloaded;
}

it('is overloaded by what lasts, not by a single pause', () => {
  const lag = new LoopLag();
  expect(observe(lag, 4_000, 1)).toBe(false);
  expect(observe(lag, 1, 40)).toBe(false);
  expect(observe(lag, 800, 20)).toBe(true);
});

it('has recovered only when it is well below what overloads it', () => {
  const lag = new LoopLag();
  observe(lag, 800, 20);
  expect(observe(lag, 400, 40)).toBe(true);
  expect(observe(lag, 100, 40)).toBe(false);
});

it('refuses as what has too much to do, with a time to come back', () => {
  const lag = processState('traffic.loopLag', () => new LoopLag());
  expect(overloadRefusal()).toBeUndefined();
  observe(lag, 800, 20);
  expect(overloadRefusal()).toMatchObject({ status: 529, retryAfter: 2 });
});
