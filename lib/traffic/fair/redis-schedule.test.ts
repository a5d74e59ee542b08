import { afterAll, beforeAll, expect, it } from 'vitest';
import { Draw } from '@/bench/support/fairness/draw';
import { RedisServer } from '@/e2e/support/redis-server';
import { newId } from '@/lib/ids';
import { RedisClient } from '@/lib/kv/redis-client';
import { isRefusal } from './fair-queue';
import { FairSchedule } from './fair-schedule';
import { SharedSchedule } from './shared-schedule';
import type { Ticket } from './ticket';

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

const SEEDS = 40;
const STEPS = 60;

/** The same arrivals, ends and aborts in both; what started, was refused and stands at the end. */
async function runBoth(seed: number) {
  const draw = new Draw(seed);
  let now = 1_000_000;
  const slots = 1 + draw.below(6);
  const inProcess: string[] = [];
  const inRedis: string[] = [];
  const fair = new FairSchedule<string>(slots, ({ caller }) => inProcess.push(caller));
  const place = { client, key: newId(), slots: () => slots, now: () => now };
  const redis = new SharedSchedule(place, (id) => inRedis.push(id));
  const open: Ticket<string>[] = [];
  for (let step = 0; step < STEPS; step++) {
    now += draw.below(20);
    const [ticket] = draw.unit() < 0.5 ? open.splice(draw.below(open.length || 1), 1) : [];
    if (!ticket && draw.below(8) === 0) {
      const turn = {
        flow: `f${draw.below(5)}`,
        weight: 1 + draw.below(4),
        cost: 1 + draw.below(100),
      };
      open.push(fair.adopt(turn, `r${step}`, now));
      // Twice is as good as once.
      for (let n = 0; n < 2; n++)
        await redis.adopt(`r${step}`, { ...turn, queueLimit: 1, maxWaitMs: 1 });
    } else if (!ticket) {
      const request = {
        ...{ flow: `f${draw.below(5)}`, weight: 1 + draw.below(4), cost: 1 + draw.below(100) },
        ...{ queueLimit: 1 + draw.below(6), maxWaitMs: draw.below(400) },
      };
      const entered = fair.enter(request, `r${step}`, now);
      const answered = await redis.enter(`r${step}`, request);
      if (isRefusal(entered)) expect(answered).toMatchObject({ refused: entered.refused });
      else {
        expect(answered).toBe('entered');
        open.push(entered);
      }
    } else if (ticket.state === 'running') {
      const actual = ticket.cost * draw.unit() * 2;
      fair.end(ticket, actual, now);
      void redis.say('end', ticket.caller, actual);
    } else {
      fair.leave(ticket, now);
      void redis.say('leave', ticket.caller, 0);
    }
    // Its answer comes after that of everything said before.
    await redis.look();
    expect(inRedis).toEqual(inProcess);
  }
  const byFlow = (a: { flow: string }, b: { flow: string }) => a.flow.localeCompare(b.flow);
  expect((await redis.shares()).sort(byFlow)).toEqual(fair.shares().sort(byFlow));
}

it('does in Redis what it does in a process, step by step', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await runBoth(seed);
});

it('leaves nothing behind when all is over', async () => {
  const place = { client, key: newId(), slots: () => 2 };
  const redis = new SharedSchedule(place, () => {});
  const limits = { weight: 1, cost: 10, queueLimit: 10, maxWaitMs: 1_000_000 };
  for (let n = 0; n < 20; n++) {
    await redis.enter(`r${n}`, { flow: `f${n}`, ...limits });
    void redis.say('end', `r${n}`, 10);
  }
  await redis.look();
  const script = "return redis.call('KEYS', KEYS[1] .. '*')";
  const left = (await client.runScript(script, [place.key], [])) as Buffer[];
  const kept = left.map((each) => each.toString().slice(place.key.length));
  // What flows owe is kept until virtual time has passed it.
  expect(kept.filter((name) => !name.startsWith(':f:')).sort()).toEqual(
    [':ahead', ':names', ':processes', ':slots', ':sums'].sort(),
  );
});
