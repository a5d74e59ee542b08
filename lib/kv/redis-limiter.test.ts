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

it('more processes than are read at once share one subject, and each ends its own', async () => {
  const processes = Array.from({ length: 7 }, () => new RedisLimiter(client));
  const who = subject(newId(), { inFlight: 28, requestsPerMinute: 56 });
  const tickets: { limiter: RedisLimiter; ticket: Ticket }[] = [];
  const fill = async (each: number) => {
    for (const limiter of processes)
      for (let n = 0; n < each; n++) {
        const decision = await limiter.admit([who], 0);
        if (decision.admitted) tickets.push({ limiter, ticket: decision.ticket });
      }
  };
  try {
    await fill(2);
    expect(tickets).toHaveLength(14);
    for (const { limiter, ticket } of tickets.splice(0)) limiter.release(ticket);
    await fill(2);
    expect(tickets).toHaveLength(14);
    // What others hold is given back to who wants it.
    await expect
      .poll(async () => {
        await fill(4);
        return tickets.length;
      })
      .toBe(28);
    expect(await processes[0]?.admit([who], 0)).toMatchObject({ admitted: false });
  } finally {
    for (const limiter of processes) limiter.close();
  }
});
