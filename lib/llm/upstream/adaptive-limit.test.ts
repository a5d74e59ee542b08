import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { AdaptiveLimit, HIGHEST, type LimitedCall, LOWEST } from './adaptive-limit';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21));
  undo = setClock(time);
});
afterEach(() => undo());

const wait = (ms: number) => time.advanceTo(time.now() + ms);

/** As many as are let in, each of a party of its own. */
function fill(limit: AdaptiveLimit): LimitedCall[] {
  const calls: LimitedCall[] = [];
  for (;;) {
    const call = limit.enter(`tenant ${calls.length}`, true);
    if (!call) return calls;
    calls.push(call);
  }
}

/** One round: everybody who fits calls, the first tokens come after `ms`, and all end. */
function round(limit: AdaptiveLimit, ms: number): void {
  const calls = fill(limit);
  wait(ms);
  for (const call of calls) call.firstToken();
  for (const call of calls) call.ended();
}

it('lets in as many as it may, and not one more', () => {
  const limit = new AdaptiveLimit(1);
  const calls = fill(limit);
  expect(calls).toHaveLength(HIGHEST);
  calls[0]?.ended();
  calls[0]?.ended();
  expect(limit.inFlight).toBe(HIGHEST - 1);
});

it('falls once for the calls that were refused together, down to its lowest', () => {
  const limit = new AdaptiveLimit(1);
  for (const call of fill(limit)) {
    wait(1);
    call.overloaded();
    call.ended();
  }
  expect(limit.limit).toBe(HIGHEST * 0.7);
  for (let i = 0; i < 30; i += 1) {
    wait(1);
    for (const call of fill(limit)) {
      call.overloaded();
      call.ended();
    }
  }
  expect(limit.limit).toBe(LOWEST);
});

it('falls when first tokens come far later than usual, or are awaited for so long', () => {
  const coming = new AdaptiveLimit(2);
  round(coming, 500);
  expect(coming.limit).toBe(HIGHEST);
  round(coming, 30_000);
  expect(coming.limit).toBe(HIGHEST * 0.7);

  const awaited = new AdaptiveLimit(2);
  round(awaited, 500);
  fill(awaited);
  wait(4_001);
  expect(awaited.hasRoom).toBe(false);
  expect(awaited.limit).toBe(HIGHEST * 0.7);
});

it('does not fall for one of several who waits for long', () => {
  const limit = new AdaptiveLimit(2);
  round(limit, 500);
  for (let i = 0; i < 20; i += 1) {
    const call = limit.enter('who asks for much', true);
    wait(20_000);
    call?.firstToken();
    call?.ended();
  }
  expect(limit.limit).toBe(HIGHEST);
});

it('grows again, by one for each round of calls soon after and by one for each call later', () => {
  const low = new AdaptiveLimit(1);
  for (let i = 0; i < 30; i += 1) {
    wait(1);
    for (const call of fill(low)) {
      call.overloaded();
      call.ended();
    }
  }
  round(low, 100);
  expect(low.limit).toBe(LOWEST);
  round(low, 100);
  expect(low.limit).toBe(LOWEST + 1);
  wait(10_000);
  for (let i = 0; i < 6; i += 1) round(low, 100);
  expect(low.limit).toBe(HIGHEST);
});

it('does not grow for what nobody uses', () => {
  const limit = new AdaptiveLimit(1);
  fill(limit)[0]?.overloaded();
  const before = limit.limit;
  const unused = new AdaptiveLimit(1);
  unused.enter('a', true)?.overloaded();
  const fallen = unused.limit;
  wait(60_000);
  for (let i = 0; i < 50; i += 1) {
    const call = unused.enter('b', true);
    call?.firstToken();
    call?.ended();
  }
  expect(unused.limit).toBe(fallen);
  expect(before).toBeLessThan(HIGHEST);
});
