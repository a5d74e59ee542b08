import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { SimulatedClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import type { Ticket } from './limiter';
import { subject } from './limiter-subject.test-suite';
import { Line } from './limits-line.test-suite';
import { isAway, RedisClient } from './redis-client';
import { RedisLimiter } from './redis-limiter';

const START = 1_700_000_000_000;
const LIMITS = { requestsPerMinute: 48, burstPerSecond: 24, tokensPerMinute: 2_000, inFlight: 24 };
const TOKENS = 50;
const LEASE_MS = 45_000;
const PROCESSES = 3;

interface Admitted {
  at: number;
  process: number;
  ticket: Ticket;
  ended: boolean;
}

/** What every true window holds, and the slots in use whose lease Redis knows of. */
function check(all: readonly Admitted[], now: number): void {
  const within = (ms: number) => all.filter(({ at }) => at > now - ms).length;
  expect(within(60_000)).toBeLessThanOrEqual(LIMITS.requestsPerMinute);
  expect(within(60_000) * TOKENS).toBeLessThanOrEqual(LIMITS.tokensPerMinute);
  expect(within(1_000)).toBeLessThanOrEqual(LIMITS.burstPerSecond);
  const running = all.filter(({ at, ended }) => !ended && at > now - LEASE_MS).length;
  expect(running).toBeLessThanOrEqual(LIMITS.inFlight);
}

const process = fc.nat(PROCESSES - 1);
const steps = (loses: boolean) =>
  fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          do: fc.constant('admit' as const),
          process,
          count: fc.integer({ min: 1, max: 12 }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('end' as const), count: fc.nat(12) }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('pass' as const),
          ms: fc.oneof(fc.nat(30), fc.nat(2_000), fc.nat(30_000)),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('cut' as const),
          process,
          how: fc.constantFrom('before' as const, 'after' as const),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('heal' as const), process }) },
      {
        weight: loses ? 1 : 0,
        arbitrary: fc.record({ do: fc.constant('lose' as const) }),
      },
    ),
    { minLength: 20, maxLength: 60 },
  );
type Step = ReturnType<typeof steps> extends fc.Arbitrary<(infer S)[]> ? S : never;

let server: RedisServer;
let client: RedisClient;
let round = 0;
beforeAll(async () => {
  server = await RedisServer.start();
  client = new RedisClient(server.url, 30_000);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const forgetEverything = () => client.runScript("return redis.call('FLUSHALL')", [], []);

async function play(all: readonly Step[]): Promise<void> {
  const time = new SimulatedClock(START + round++ * 1_000_000);
  const lines = Array.from({ length: PROCESSES }, () => new Line(client));
  const options = { now: () => time.now(), leaseMs: LEASE_MS };
  const limiters = lines.map((line) => new RedisLimiter(line, options));
  const tenant = subject(newId(), LIMITS);
  const admitted: Admitted[] = [];
  const admit = async (process: number) => {
    const decision = await limiters[process]?.admit([tenant], TOKENS).catch((error) => {
      if (!isAway(error)) throw error;
    });
    if (!decision?.admitted) return false;
    admitted.push({ at: time.now(), process, ticket: decision.ticket, ended: false });
    check(admitted, time.now());
    return true;
  };
  // Nobody renews here, which a process that lives does each third of a lease: what it ends later it no longer had.
  const inUse = ({ at, ended }: Admitted) => !ended && at > time.now() - LEASE_MS;
  const end = (each: Admitted) => {
    each.ended = true;
    limiters[each.process]?.release(each.ticket);
  };
  try {
    for (const step of all) {
      if (step.do === 'admit') for (let n = 0; n < step.count; n++) await admit(step.process);
      if (step.do === 'end')
        for (const each of admitted.filter(inUse).slice(0, step.count)) end(each);
      if (step.do === 'pass') time.advanceTo(time.now() + step.ms);
      if (step.do === 'cut') lines[step.process]?.cut(step.how);
      if (step.do === 'heal') lines[step.process]?.heal();
      if (step.do === 'lose') await forgetEverything();
    }
    for (const line of lines) line.heal();
    for (const each of admitted.filter(inUse)) end(each);
    // Nothing is lost for good: later one process can take all of it.
    for (const limiter of limiters)
      await expect
        .poll(() => limiter.admit([subject(newId(), LIMITS)], TOKENS).then(() => 'back', String), {
          interval: 5,
          timeout: 10_000,
        })
        .toBe('back');
    time.advanceTo(time.now() + 200_000);
    let taken = 0;
    while (taken < LIMITS.burstPerSecond && (await admit(0))) taken++;
    expect(taken).toBe(LIMITS.burstPerSecond);
  } finally {
    for (const limiter of limiters) limiter.close();
  }
}

// A run that fails is told as it is: each step of making it shorter may wait for as long as a limiter that never comes back.
const ONCE = { endOnFailure: true };

it('however lines are cut, all processes together stay within every true window', async () => {
  await fc.assert(fc.asyncProperty(steps(false), play), { numRuns: 150, ...ONCE });
}, 60_000);

// Each run takes a second: after each loss nothing is decided for half of one, in which processes also hear of one another.
it('and when Redis forgets everything', async () => {
  await fc.assert(
    fc.asyncProperty(steps(true), async (all) => {
      await forgetEverything();
      await play(all);
    }),
    { numRuns: 12, ...ONCE },
  );
}, 120_000);
