import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import { RedisClient } from '@/lib/kv/redis-client';
import type { Turn } from './fair-queue';
import { RedisQueue } from './redis-queue';
import { SharedPools } from './shared-pools';

const REQUEST = { weight: 2, cost: 10, queueLimit: 100, maxWaitMs: 1_000_000 };

let server: RedisServer;
let client: RedisClient;
beforeAll(async () => {
  server = await RedisServer.start();
  client = new RedisClient(server.url);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

it('shows queues that another process uses, and takes no part in them', async () => {
  const keys = [newId(), newId()];
  const queues = keys.map((key) => new RedisQueue({ client, key, slots: () => 4 }));
  const there = new SharedPools(client);
  const here = new SharedPools(client);
  const turns: Turn[] = [];
  for (const [n, queue] of queues.entries()) {
    there.note(keys[n] ?? '', 0);
    turns.push((await queue.enter({ ...REQUEST, flow: `f${n}` })) as Turn);
  }
  const held = [0, 1].map((n) => ({ flow: `f${n}`, weight: 2, slots: 1, waiting: 0 }));
  const byFlow = (a: { flow: string }, b: { flow: string }) => a.flow.localeCompare(b.flow);
  const seen = async (own: string[]) => (await here.sharesBut(new Set(own))).sort(byFlow);
  expect(await seen([])).toEqual(held);
  expect(await seen([keys[0] ?? ''])).toEqual(held.slice(1));
  const processes = await client.runScript(
    "return redis.call('ZCARD', KEYS[1] .. ':processes')",
    [keys[0] ?? ''],
    [],
  );
  expect(processes).toBe(1);
  for (const turn of turns) turn.end(10);
  await expect.poll(() => seen([])).toEqual([]);
  for (const queue of queues) await queue.close();
});

it('lists them again for a Redis that came back empty', async () => {
  const key = newId();
  const queue = new RedisQueue({ client, key, slots: () => 4 });
  const pools = new SharedPools(client);
  pools.note(key, 0);
  await client.runScript("redis.call('FLUSHALL')", [], []);
  const turn = (await queue.enter({ ...REQUEST, flow: 'f' })) as Turn;
  pools.note(key, 61_000);
  await expect.poll(() => pools.sharesBut(new Set())).toHaveLength(1);
  turn.end(10);
  await queue.close();
});
