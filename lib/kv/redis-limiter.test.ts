import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { clock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import type { Ticket } from './limiter';
import { limiterContract } from './limiter-contract.test-suite';
import { limiterModel } from './limiter-model.test-suite';
import { subject } from './limiter-subject.test-suite';
import { RedisClient } from './redis-client';
import { RedisLimiter } from './redis-limiter';

let server: RedisServer;
let client: RedisClient;
let last: RedisLimiter | undefined;
beforeAll(async () => {
  server = await RedisServer.start();
  // What is decided must not depend on how fast this machine answers.
  client = new RedisClient(server.url, 30_000);
});
afterAll(async () => {
  last?.close();
  await client.close();
  await server.stop();
});

function make(): RedisLimiter {
  last?.close();
  // Leases that outlive every step of the model: their end has a test of its own.
  last = new RedisLimiter(client, { now: () => clock().now(), leaseMs: 86_400_000 });
  return last;
}

limiterContract(make);
limiterModel(make, 150);

it('one call decides for more than fit on the stack of the script', async () => {
  const limiter = make();
  const limits = { requestsPerMinute: 64, inFlight: 64 };
  const name = newId();
  const decisions = await Promise.all(
    Array.from({ length: 2_000 }, (_, n) => limiter.admit([subject(`${name}:${n}`, limits)], n)),
  );
  expect(decisions.every(({ admitted }) => admitted)).toBe(true);
  const { ticket } = decisions[1_999] as { ticket: Ticket };
  expect(ticket.subjects[0]?.name).toBe(`${name}:1999`);
});
