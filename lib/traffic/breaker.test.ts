import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { Breaker } from './breaker';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21));
  undo = setClock(time);
});
afterEach(() => undo());

const RULES = { inARow: 5, failingShare: 0.5, openMs: 10_000 };
type How = 'answered' | 'failed' | 'saidNothing';

function call(breaker: Breaker, how: How, party = 'a'): boolean {
  const pass = breaker.enter(party);
  pass?.[how]();
  return pass !== undefined;
}

function open(breaker: Breaker): void {
  for (let i = 0; i < RULES.inARow; i += 1) expect(call(breaker, 'failed')).toBe(true);
  expect(breaker.state).toBe('open');
}

it('opens after failures in a row and not before', () => {
  const breaker = new Breaker(RULES);
  for (let i = 0; i < 4; i += 1) call(breaker, 'failed');
  call(breaker, 'answered');
  expect(breaker.state).toBe('closed');
  open(breaker);
  expect(call(breaker, 'answered')).toBe(false);
  expect(breaker.waitMs).toBe(10_000);
});

it('opens when half of the last twenty calls failed, unless that took long', () => {
  const mixed = (breaker: Breaker, gapMs: number) => {
    for (let i = 0; i < 20; i += 1) {
      call(breaker, i % 2 === 0 ? 'answered' : 'failed');
      time.advanceTo(time.now() + gapMs);
    }
    return breaker.state;
  };
  expect(mixed(new Breaker(RULES), 100)).toBe('open');
  expect(mixed(new Breaker(RULES), 2_000)).toBe('closed');
});

it('lets one call try after a while, and closes when it is answered', () => {
  const breaker = new Breaker(RULES);
  open(breaker);
  time.advanceTo(time.now() + 10_000);
  const trial = breaker.enter('a');
  expect(breaker.state).toBe('half_open');
  expect(breaker.enter('b')).toBeUndefined();
  trial?.failed();
  expect(breaker.state).toBe('open');
  time.advanceTo(time.now() + 10_000);
  expect(call(breaker, 'saidNothing')).toBe(true);
  expect(call(breaker, 'answered')).toBe(true);
  expect(breaker.state).toBe('closed');
  expect([breaker.enter('a'), breaker.enter('b')]).not.toContain(undefined);
});

it('hears nothing of calls that began before it opened', () => {
  const breaker = new Breaker(RULES);
  const [late, later] = [breaker.enter('a'), breaker.enter('a')];
  open(breaker);
  late?.answered();
  expect(breaker.state).toBe('open');
  time.advanceTo(time.now() + 10_000);
  breaker.enter('a');
  later?.saidNothing();
  expect(breaker.enter('a')).toBeUndefined();
});

it('is never opened by what says nothing, nor by one of several parties', () => {
  const breaker = new Breaker({ ...RULES, parties: 2 });
  for (let i = 0; i < 50; i += 1) expect(call(breaker, 'saidNothing')).toBe(true);
  for (let i = 0; i < 50; i += 1) expect(call(breaker, 'failed', 'a')).toBe(true);
  call(breaker, 'failed', 'b');
  expect(breaker.state).toBe('open');
});
