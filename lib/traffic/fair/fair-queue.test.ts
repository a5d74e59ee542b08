import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import { RedisClient } from '@/lib/kv/redis-client';
import type { FairQueue, Turn } from './fair-queue';
import { localQueue } from './local-queue';
import { RedisQueue } from './redis-queue';

const REQUEST = { weight: 1, cost: 10, queueLimit: 100, maxWaitMs: 1_000_000 };

interface Kind {
  name: string;
  make(slots: number): Promise<FairQueue>;
}

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

const shared = (slots: number, key = newId()) =>
  new RedisQueue({ client, key, slots: () => slots });

const waitingIn = async (queue: FairQueue) =>
  (await queue.shares()).reduce((sum, { waiting }) => sum + waiting, 0);

const KINDS: Kind[] = [
  { name: 'in process', make: async (slots) => localQueue(slots) },
  { name: 'in Redis', make: async (slots) => shared(slots) },
];

describe.each(KINDS)('the fair queue $name', ({ make }) => {
  it('starts at once while slots are free, and the lowest counter next', async () => {
    const queue = await make(1);
    expect(queue.inUse).toBe(false);
    const first = (await queue.enter({ ...REQUEST, flow: 'a' })) as Turn;
    expect(queue.inUse).toBe(true);
    const order: string[] = [];
    const run = async (flow: string) => {
      const turn = (await queue.enter({ ...REQUEST, flow })) as Turn;
      order.push(flow);
      turn.end(10);
    };
    const all = [run('a'), run('a'), run('b')];
    await expect.poll(() => waitingIn(queue)).toBe(3);
    first.end(10);
    await Promise.all(all);
    expect(order).toEqual(['a', 'b', 'a']);
    await expect.poll(() => queue.inUse).toBe(false);
    await queue.close();
  });

  it('refuses beyond the limit of waiting and says how many wait', async () => {
    const queue = await make(1);
    const turn = (await queue.enter({ ...REQUEST, flow: 'a' })) as Turn;
    const waiting = queue.enter({ ...REQUEST, flow: 'a', queueLimit: 1 });
    await expect.poll(() => queue.shares()).toMatchObject([{ waiting: 1 }]);
    expect(await queue.enter({ ...REQUEST, flow: 'a', queueLimit: 1 })).toMatchObject({
      refused: 'queue_full',
      waiting: 1,
    });
    turn.end(10);
    ((await waiting) as Turn).end(10);
    await expect.poll(() => queue.shares()).toEqual([]);
    await queue.close();
  });

  it('lets an abort leave the queue, and one that was aborted before not in', async () => {
    const queue = await make(1);
    const turn = (await queue.enter({ ...REQUEST, flow: 'a' })) as Turn;
    const abort = new AbortController();
    const waiting = queue.enter({ ...REQUEST, flow: 'a' }, abort.signal);
    await expect.poll(() => queue.shares()).toMatchObject([{ waiting: 1 }]);
    abort.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await expect(queue.enter({ ...REQUEST, flow: 'a' }, abort.signal)).rejects.toThrow('left');
    await expect.poll(() => queue.shares()).toMatchObject([{ slots: 1, waiting: 0 }]);
    turn.end(10);
    turn.end(10);
    const next = (await queue.enter({ ...REQUEST, flow: 'b' })) as Turn;
    expect(await queue.shares()).toEqual([{ flow: 'b', weight: 1, slots: 1, waiting: 0 }]);
    next.end(10);
    await queue.close();
  });

  it('refuses what waited as long as it may, and serves who waits on', async () => {
    const queue = await make(1);
    const turn = (await queue.enter({ ...REQUEST, flow: 'a' })) as Turn;
    const waits = queue.enter({ ...REQUEST, flow: 'b' });
    // No turn has ended: nothing tells that it will wait.
    const late = await queue.enter({ ...REQUEST, flow: 'b', maxWaitMs: 40 });
    expect(late).toEqual({ refused: 'too_late', retryAfterMs: 40, waiting: 1 });
    await expect.poll(() => waitingIn(queue)).toBe(1);
    turn.end(10);
    ((await waits) as Turn).end(10);
    await expect.poll(() => queue.shares()).toEqual([]);
    await queue.close();
  });

  it('gives a free slot also to who may not wait', async () => {
    const queue = await make(1);
    for (let time = 0; time < 20; time += 1) {
      const turn = await queue.enter({ ...REQUEST, flow: 'a', maxWaitMs: 0 });
      expect(turn).not.toHaveProperty('refused');
      (turn as Turn).end(10);
      await expect.poll(() => queue.shares()).toEqual([]);
    }
    await queue.close();
  });

  it('serves by fractions of a weight too', async () => {
    const queue = await make(1);
    const first = (await queue.enter({ ...REQUEST, flow: 'whole', cost: 1 })) as Turn;
    const order: string[] = [];
    const run = async (flow: string, weight: number) => {
      const turn = (await queue.enter({ ...REQUEST, flow, weight })) as Turn;
      order.push(flow);
      turn.end(10);
    };
    const all = Array.from({ length: 8 }, () => run('whole', 1));
    for (let n = 0; n < 3; n += 1) all.push(run('part', 0.25));
    await expect.poll(() => waitingIn(queue)).toBe(11);
    first.end(1);
    await Promise.all(all);
    // Of ten turns two: the flow that has a quarter of the other's weight.
    expect(order.slice(0, 10).filter((flow) => flow === 'part')).toHaveLength(2);
    await expect.poll(() => queue.shares()).toEqual([]);
    await queue.close();
  });

  it('leaves half of the slots to others', async () => {
    const queue = await make(4);
    const quiet = (await queue.enter({ ...REQUEST, flow: 'quiet' })) as Turn;
    const flood = Array.from({ length: 6 }, () => queue.enter({ ...REQUEST, flow: 'flood' }));
    await expect
      .poll(async () => (await queue.shares()).find(({ flow }) => flow === 'flood'))
      .toMatchObject({ slots: 2, waiting: 4 });
    quiet.end(10);
    await expect.poll(() => queue.shares()).toMatchObject([{ slots: 4, waiting: 2 }]);
    for (const entered of flood) ((await entered) as Turn).end(10);
    await queue.close();
  });
});

describe('the fair queue of several processes', () => {
  const enter = (queue: FairQueue, flow: string) =>
    queue.enter({ ...REQUEST, flow }) as Promise<Turn>;

  it('has its slots once, and starts in one process what the end of a turn in another lets start', async () => {
    const key = newId();
    const [one, two] = [shared(1, key), shared(1, key)];
    const first = await enter(one, 'a');
    const second = enter(two, 'b');
    await expect.poll(() => waitingIn(one)).toBe(1);
    first.end(10);
    (await second).end(10);
    await expect.poll(() => two.shares()).toEqual([]);
    for (const queue of [one, two]) await queue.close();
  });

  it('has as few slots as any of them knows, while that one lives', async () => {
    const key = newId();
    let time = 1_000_000;
    const make = (slots: number) =>
      new RedisQueue({ client, key, slots: () => slots, now: () => time });
    const [narrow, wide] = [make(2), make(50)];
    const turns = [await enter(narrow, 'a'), await enter(wide, 'b')];
    const third = enter(wide, 'c');
    await expect.poll(() => wide.shares()).toHaveLength(3);
    expect(await waitingIn(wide)).toBe(1);
    // Of a process that is gone only its lease tells.
    await narrow.close();
    time += 60_000;
    turns.push(await third);
    for (const turn of turns) turn.end(10);
    await wide.close();
  });

  it('frees the slots of a process that died within 60 s', async () => {
    const key = newId();
    let time = 1_000_000;
    const make = () => new RedisQueue({ client, key, slots: () => 1, now: () => time });
    const [dies, lives] = [make(), make()];
    await enter(dies, 'a');
    const queued = dies.enter({ ...REQUEST, flow: 'a' });
    queued.catch(() => undefined);
    await expect.poll(() => waitingIn(dies)).toBe(1);
    await dies.close();
    const waits = enter(lives, 'b');
    await expect.poll(() => waitingIn(lives)).toBe(2);
    time += 60_000;
    await waits;
    expect(await lives.shares()).toEqual([{ flow: 'b', weight: 1, slots: 1, waiting: 0 }]);
    await lives.close();
  });

  it.each([
    ['crashed', (own: RedisServer) => own.crash(), (own: RedisServer) => own.start()],
    ['does not answer', (own: RedisServer) => own.pause(), (own: RedisServer) => own.resume()],
    [
      'takes no writes',
      (own: RedisServer) => own.refuseWrites(),
      (own: RedisServer) => own.takeWrites(),
    ],
  ])('goes on with its part while Redis %s, and together when it is back', async (_, go, come) => {
    const own = await RedisServer.start();
    const key = newId();
    const clients = [new RedisClient(own.url), new RedisClient(own.url)];
    const [one, two] = clients.map(
      (each) => new RedisQueue({ client: each, key, slots: () => 4 }),
    ) as [RedisQueue, RedisQueue];
    const first = await enter(one, 'a');
    const others = [await enter(two, 'a'), await enter(two, 'b'), await enter(two, 'b')];
    const waits = enter(one, 'b');
    await expect.poll(() => waitingIn(one)).toBe(1);
    await go(own);
    // One of its two slots is taken.
    const second = await waits;
    const later = enter(one, 'c');
    await expect.poll(() => waitingIn(one)).toBe(1);
    first.end(10);
    const third = await later;
    const moved = enter(one, 'd');
    await expect.poll(() => waitingIn(one)).toBe(1);
    await come(own);
    // All that runs is counted again, also what started alone, and what waits waits for all.
    const slots = async () => {
      const shares = await one.shares().catch(() => []);
      return [shares.reduce((sum, each) => sum + each.slots, 0), await waitingIn(one)];
    };
    await expect.poll(slots, { timeout: 10_000, interval: 5 }).toEqual([5, 1]);
    for (const turn of [second, third]) turn.end(10);
    (await moved).end(10);
    for (const turn of others) turn.end(10);
    await expect.poll(() => two.shares()).toEqual([]);
    for (const queue of [one, two]) await queue.close();
    for (const each of clients) await each.close();
    await own.stop();
  });

  it('refuses it also when Redis went away while it waited', async () => {
    const own = await RedisServer.start();
    const client = new RedisClient(own.url);
    const queue = new RedisQueue({ client, key: newId(), slots: () => 1 });
    const turn = await enter(queue, 'a');
    const late = queue.enter({ ...REQUEST, flow: 'b', maxWaitMs: 300 });
    await expect.poll(() => waitingIn(queue)).toBe(1);
    await own.crash();
    expect(await late).toMatchObject({ refused: 'too_late' });
    turn.end(10);
    await queue.close();
    await client.close();
    await own.stop();
  });

  it('enters again what Redis forgot', async () => {
    const key = newId();
    const queue = shared(1, key);
    const first = await enter(queue, 'a');
    const waits = enter(queue, 'b');
    await expect.poll(() => waitingIn(queue)).toBe(1);
    await client.runScript("redis.call('FLUSHALL')", [], []);
    // The next word of the process is not a look.
    const later = enter(queue, 'c');
    const turns = [waits, later].map(async (turn) => (await turn).end(10));
    first.end(10);
    await Promise.all(turns);
    await expect.poll(() => queue.shares()).toEqual([]);
    await queue.close();
  });

  it('never serves a flow under the name of another', async () => {
    const queue = shared(2);
    const turn = (await queue.enter({ ...REQUEST, flow: 'a', name: 'n' })) as Turn;
    await expect(queue.enter({ ...REQUEST, flow: 'b', name: 'n' })).rejects.toThrow('of another');
    turn.end(10);
    await queue.close();
  });
});
