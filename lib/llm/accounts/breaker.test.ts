import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { type Breaker, breakerOf } from './breaker';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21));
  undo = setClock(time);
});
afterEach(() => undo());

const account = (tenantId?: string) => ({
  tenantId,
  baseURL: 'http://model.test',
  apiKey: newId(),
});

function call(breaker: Breaker, how: Parameters<Breaker['ended']>[0]): boolean {
  const admitted = breaker.admit();
  if (admitted) breaker.ended(how);
  return admitted;
}

function open(breaker: Breaker): void {
  for (let i = 0; i < 5; i += 1) expect(call(breaker, 'upstream_failed')).toBe(true);
}

it('opens after failures in a row and not before', () => {
  const breaker = breakerOf(account(), 'm');
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 4; i += 1) call(breaker, 'upstream_failed');
    expect(call(breaker, 'answered')).toBe(true);
  }
  open(breaker);
  expect(breaker.admit()).toBe(false);
  expect(breaker.retryAfter).toBe(10);
});

it('lets one call try after a while, and closes when it is answered', () => {
  const breaker = breakerOf(account(), 'm');
  open(breaker);
  time.advanceTo(time.now() + 10_000);
  expect(breaker.admit()).toBe(true);
  expect(breaker.admit()).toBe(false);
  breaker.ended('upstream_failed');
  expect(breaker.admit()).toBe(false);
  time.advanceTo(time.now() + 10_000);
  expect(call(breaker, 'answered')).toBe(true);
  expect(call(breaker, 'upstream_failed')).toBe(true);
  expect(call(breaker, 'answered')).toBe(true);
});

it('is never opened by what says nothing about the upstream', () => {
  const breaker = breakerOf(account(), 'm');
  for (let i = 0; i < 50; i += 1) expect(call(breaker, 'says_nothing')).toBe(true);
  open(breaker);
  time.advanceTo(time.now() + 10_000);
  expect(call(breaker, 'says_nothing')).toBe(true);
  expect(call(breaker, 'answered')).toBe(true);
});

it('is one per account and model', () => {
  const [mine, theirs, platform] = [account(newId()), account(newId()), account()];
  open(breakerOf(mine, 'm'));
  expect(breakerOf(mine, 'm').admit()).toBe(false);
  for (const other of [breakerOf(mine, 'n'), breakerOf(theirs, 'm'), breakerOf(platform, 'm')])
    expect(call(other, 'answered')).toBe(true);
});
