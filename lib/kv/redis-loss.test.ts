import { afterEach, beforeEach, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import type { AdmissionLimits } from './limiter';
import { subject } from './limiter-subject.test-suite';
import { RedisClient } from './redis-client';
import { RedisLimiter, type RedisLimiterOptions } from './redis-limiter';

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

async function fill(limiter: RedisLimiter, name: string, limits: AdmissionLimits): Promise<number> {
  for (let admitted = 0; ; admitted++)
    if (!(await limiter.admit([subject(name, limits)], 0)).admitted) return admitted;
}

it('admits nothing while Redis is away, and says when to come back', async () => {
  const limiter = processOf();
  await limiter.admit([subject('x', {})], 0);
  await server.crash();
  await expect(limiter.admit([subject('x', {})], 0)).rejects.toMatchObject({
    code: 'store_unavailable',
    retryAfter: 1,
  });
});

it('a Redis that comes back empty is told what was admitted, also by a process that nobody asks', async () => {
  const name = newId();
  const limits = { requestsPerMinute: 30, inFlight: 30 };
  const [one, two] = [processOf(), processOf()];
  for (let n = 0; n < 9; n++) await one.admit([subject(name, limits)], 0);
  for (let n = 0; n < 12; n++) await two.admit([subject(name, limits)], 0);
  await server.crash();
  await server.start();
  const ready = (limiter: RedisLimiter) =>
    expect
      .poll(() => limiter.admit([subject(newId(), {})], 0).then(() => 'ready', String), {
        interval: 20,
      })
      .toBe('ready');
  await ready(one);
  expect((await fill(one, name, limits)) + (await fill(two, name, limits))).toBe(9);
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
