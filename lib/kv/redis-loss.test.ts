import { afterEach, beforeEach, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import type { AdmissionLimits, Ticket } from './limiter';
import { subject } from './limiter-subject.test-suite';
import { Line } from './limits-line.test-suite';
import type { RedisLimiterOptions } from './limits-session';
import { RedisClient } from './redis-client';
import { RedisLimiter } from './redis-limiter';

let server: RedisServer;
const made: { limiter: RedisLimiter; client: RedisClient }[] = [];
beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  for (const { limiter, client } of made.splice(0)) {
    limiter.close();
    await client.close();
  }
  await server.stop();
});

function processOf(options?: RedisLimiterOptions): RedisLimiter {
  const client = new RedisClient(server.url);
  const limiter = new RedisLimiter(client, options);
  made.push({ limiter, client });
  return limiter;
}

/** A process of which the test knows what arrived, and whose answers it can lose. */
function processOnALine(): { limiter: RedisLimiter; line: Line } {
  const client = new RedisClient(server.url);
  const line = new Line(client);
  const limiter = new RedisLimiter(line);
  made.push({ limiter, client });
  return { limiter, line };
}

async function fill(limiter: RedisLimiter, name: string, limits: AdmissionLimits): Promise<number> {
  for (let admitted = 0; ; admitted++)
    if (!(await limiter.admit([subject(name, limits)], 0)).admitted) return admitted;
}

const LIMITS = { requestsPerMinute: 64, inFlight: 64 };

/** Once Redis decides again. */
const back = (limiter: RedisLimiter) =>
  expect
    .poll(() => limiter.admit([subject(newId(), LIMITS)], 0).then(() => 'back', String), {
      interval: 5,
      timeout: 5_000,
    })
    .toBe('back');

const NOBODY = { code: 'store_unavailable', retryAfter: 1 };

it('admits nothing of whom nothing is held while Redis is away, and says when to come back', async () => {
  const limiter = processOf();
  await limiter.admit([subject('x', {})], 0);
  await server.crash();
  await expect(limiter.admit([subject('y', LIMITS)], 0)).rejects.toMatchObject(NOBODY);
});

it.each([
  // Of each it may carry out the one question whose answer came too late, if that was asked before the process noticed.
  ['does not answer', 2, () => server.pause(), () => server.resume()],
  ['crashed', 0, () => server.crash(), () => server.start()],
  ['takes no writes', 0, () => server.refuseWrites(), () => server.takeWrites()],
])(
  'goes on with its share while Redis %s, and counts it when Redis is back',
  async (_, lost, go, come) => {
    const name = newId();
    const [one, two] = [processOf(), processOf()];
    for (let n = 0; n < 4; n++) await one.admit([subject(name, LIMITS)], 0);
    for (let n = 0; n < 4; n++) await two.admit([subject(name, LIMITS)], 0);
    await go();
    const alone = { one: await fillAlone(one, name), two: await fillAlone(two, name) };
    expect(alone.one).toBeGreaterThan(3);
    expect(alone.two).toBeGreaterThan(3);
    // Half of the limit is held at most.
    expect(alone.one + alone.two).toBeLessThanOrEqual(32);
    await come();
    await Promise.all([back(one), back(two)]);
    const later = (await fill(one, name, LIMITS)) + (await fill(two, name, LIMITS));
    const admitted = 8 + alone.one + alone.two + later;
    expect(admitted).toBeLessThanOrEqual(64);
    expect(admitted).toBeGreaterThanOrEqual(64 - lost);
  },
);

async function fillAlone(limiter: RedisLimiter, name: string): Promise<number> {
  for (let admitted = 0; ; admitted++) {
    const decision = await limiter.admit([subject(name, LIMITS)], 0).catch((error) => error);
    if (decision.admitted) continue;
    expect(decision).toMatchObject(NOBODY);
    return admitted;
  }
}

it('slots that were freed meanwhile are used again, and no more than were counted', async () => {
  const who = subject(newId(), { inFlight: 16 });
  const limiter = processOf();
  const tickets: Ticket[] = [];
  for (let n = 0; n < 6; n++) {
    const decision = await limiter.admit([who], 0);
    if (decision.admitted) tickets.push(decision.ticket);
  }
  server.pause();
  const alone = async () => {
    for (let admitted = 0; ; admitted++)
      if (!(await limiter.admit([who], 0).catch(() => undefined))?.admitted) return admitted;
  };
  const first = await alone();
  for (const ticket of tickets.splice(0)) limiter.release(ticket);
  expect(await alone()).toBe(6);
  server.resume();
  await back(limiter);
  expect(await fill(limiter, who.name, who.limits)).toBe(16 - 6 - first);
});

it('what is held here is free when it is wanted elsewhere', async () => {
  const name = newId();
  const [one, two] = [processOf(), processOf()];
  await one.admit([subject(name, LIMITS)], 0);
  let admitted = 1 + (await fill(two, name, LIMITS));
  expect(admitted).toBeLessThan(64);
  expect(await two.admit([subject(name, LIMITS)], 0)).toMatchObject({ retryAfterMs: 500 });
  await expect
    .poll(async () => {
      if ((await two.admit([subject(name, LIMITS)], 0)).admitted) admitted++;
      return admitted;
    })
    .toBe(64);
});

it('a Redis that comes back empty is told what was admitted, also by a process that nobody asks', async () => {
  const name = newId();
  const limits = { requestsPerMinute: 30, inFlight: 30 };
  const [one, two] = [processOf(), processOf()];
  for (let n = 0; n < 9; n++) await one.admit([subject(name, limits)], 0);
  for (let n = 0; n < 12; n++) await two.admit([subject(name, limits)], 0);
  await server.crash();
  await server.start();
  await back(one);
  expect((await fill(one, name, limits)) + (await fill(two, name, limits))).toBe(9);
});

it('does not wait to be told by a process that never had an answer', async () => {
  const heard = processOnALine();
  await back(heard.limiter);
  const deaf = processOnALine();
  deaf.line.cut('after');
  await expect.poll(() => deaf.line.carriedOut, { timeout: 5_000 }).toBeGreaterThan(0);
  // What the other one hears then of who takes part.
  const before = heard.line.carriedOut;
  await expect.poll(() => heard.line.carriedOut, { timeout: 5_000 }).toBeGreaterThan(before + 1);
  await server.crash();
  await server.start();
  deaf.line.heal();
  await Promise.all([back(heard.limiter), back(deaf.limiter)]);
});

it('slots of a process that died are free after its lease, and not of one that lives', async () => {
  const name = newId();
  const limits = { inFlight: 2 };
  const [dead, alive] = [processOf({ leaseMs: 600 }), processOf({ leaseMs: 600 })];
  await dead.admit([subject(name, limits)], 0);
  await alive.admit([subject(name, limits)], 0);
  dead.close();
  const other = processOf({ leaseMs: 600 });
  expect(await other.admit([subject(name, limits)], 0)).toMatchObject({ limit: 'in_flight' });
  await expect
    .poll(async () => (await other.admit([subject(name, limits)], 0)).admitted, { timeout: 5_000 })
    .toBe(true);
  expect((await other.admit([subject(name, limits)], 0)).admitted).toBe(false);
});

it('a process that stood still for longer than its lease has its slots counted again when it renews', async () => {
  const name = newId();
  const stood = { ms: 1_700_000_000_000 };
  const options = { leaseMs: 300, now: () => stood.ms };
  const [slow, other] = [processOf(options), processOf(options)];
  for (let n = 0; n < 4; n++) await slow.admit([subject(name, { inFlight: 4 })], 0);
  stood.ms += 301;
  await other.admit([subject(name, {})], 0);
  await expect
    .poll(async () => {
      const decision = await other.admit([subject(name, { inFlight: 5 })], 0);
      if (decision.admitted) other.release(decision.ticket);
      return decision.admitted;
    })
    .toBe(false);
});
