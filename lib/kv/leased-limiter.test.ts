import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import { LeasedLimiter } from './leased-limiter';
import type { Ticket } from './limiter';
import { subject } from './limiter-subject.test-suite';
import { RedisClient } from './redis-client';
import { RedisLimiter } from './redis-limiter';

let server: RedisServer;
const made: RedisLimiter[] = [];
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(async () => {
  for (const limiter of made) limiter.close();
  await server.stop();
});

function processOf(): LeasedLimiter {
  const redis = new RedisLimiter(new RedisClient(server.url));
  made.push(redis);
  return new LeasedLimiter(redis);
}

it('several processes together admit exactly the limit, each in shares of its own', async () => {
  const who = subject(newId(), { requestsPerMinute: 640 });
  const processes = [processOf(), processOf(), processOf()];
  let admitted = 0;
  await Promise.all(
    processes.map(async (limiter) => {
      for (;;) {
        const decision = await limiter.admit([who], 0);
        if (!decision.admitted) return;
        limiter.release(decision.ticket);
        admitted++;
      }
    }),
  );
  expect(admitted).toBeLessThanOrEqual(640);
  // What a share had left came back with its end.
  await expect
    .poll(async () => {
      for (const limiter of processes) if ((await limiter.admit([who], 0)).admitted) admitted++;
      return admitted;
    })
    .toBe(640);
});

it('slots are those of the admissions under way, whatever shares were taken', async () => {
  const who = subject(newId(), { inFlight: 4 });
  const [one, two] = [processOf(), processOf()];
  const tickets: Ticket[] = [];
  await expect
    .poll(async () => {
      for (const limiter of [one, two]) {
        const decision = await limiter.admit([who], 0);
        if (decision.admitted) tickets.push(decision.ticket);
      }
      return tickets.length;
    })
    .toBe(4);
  expect((await one.admit([who], 0)).admitted).toBe(false);
});
