import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { RetryBudget } from './retry-budget';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21));
  undo = setClock(time);
});
afterEach(() => undo());

function taken(budget: RetryBudget): number {
  let retries = 0;
  while (budget.take()) retries += 1;
  return retries;
}

it('lets a tenth of the calls be repeated, and three where there are few', () => {
  const budget = new RetryBudget();
  expect(taken(budget)).toBe(3);
  for (let i = 0; i < 100; i += 1) budget.called();
  expect(taken(budget)).toBe(7);
  expect(budget.spent).toEqual({ calls: 100, retries: 10 });
});

it('forgets what is older than a minute', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 100; i += 1) budget.called();
  expect(taken(budget)).toBe(10);
  time.advanceTo(time.now() + 60_000);
  expect(budget.take()).toBe(false);
  time.advanceTo(time.now() + 10_000);
  expect(budget.spent).toEqual({ calls: 0, retries: 0 });
  expect(taken(budget)).toBe(3);
});
