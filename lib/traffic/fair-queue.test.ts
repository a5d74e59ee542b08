import { describe, expect, it } from 'vitest';
import { FairQueue, type Turn } from './fair-queue';

/** Serves `rounds` turns one at a time and counts them by flow; every flow keeps `backlog` waiting. */
async function serve(
  flows: { id: string; weight: number; cost: number }[],
  rounds: number,
): Promise<Map<string, number>> {
  const queue = new FairQueue(1, 1_000);
  const blocker = (await queue.enter('blocker', 1, 1)) as Turn;
  const started: { id: string; turn: Turn; cost: number }[] = [];
  for (const flow of flows) {
    for (let n = 0; n < rounds; n++) {
      void queue
        .enter(flow.id, flow.weight, flow.cost)
        .then((turn) => turn && started.push({ id: flow.id, turn, cost: flow.cost }));
    }
  }
  blocker.end(1);
  const served = new Map<string, number>();
  for (let n = 0; n < rounds; n++) {
    await Promise.resolve();
    await new Promise(setImmediate);
    const next = started.shift();
    if (!next) break;
    served.set(next.id, (served.get(next.id) ?? 0) + 1);
    next.turn.end(next.cost);
  }
  return served;
}

describe('the fair queue', () => {
  it('shares by weight among backlogged tenants', async () => {
    const served = await serve(
      [
        { id: 'a', weight: 4, cost: 10 },
        { id: 'b', weight: 1, cost: 10 },
      ],
      100,
    );
    expect(served.get('a')).toBeGreaterThanOrEqual(79);
    expect(served.get('b')).toBeGreaterThanOrEqual(19);
  });

  it('charges by cost, so that dear requests come less often', async () => {
    const served = await serve(
      [
        { id: 'dear', weight: 1, cost: 40 },
        { id: 'cheap', weight: 1, cost: 10 },
      ],
      100,
    );
    expect(served.get('cheap')).toBeGreaterThanOrEqual(78);
    expect(served.get('dear')).toBeGreaterThanOrEqual(18);
  });

  it('gives a returning tenant no credit for its idle time', async () => {
    const queue = new FairQueue(1, 100);
    for (let n = 0; n < 50; n++) ((await queue.enter('busy', 1, 10)) as Turn).end(10);
    const order: string[] = [];
    const hold = (await queue.enter('busy', 1, 10)) as Turn;
    const run = (id: string) =>
      queue.enter(id, 1, 10).then((turn) => {
        order.push(id);
        turn?.end(10);
      });
    const all = Promise.all([
      run('busy'),
      run('busy'),
      run('busy'),
      run('idle'),
      run('idle'),
      run('idle'),
    ]);
    hold.end(10);
    await all;
    expect(order.slice(0, 4).filter((id) => id === 'idle').length).toBeLessThanOrEqual(3);
    expect(order.slice(0, 4)).toContain('busy');
  });

  it('refuses beyond the queue limit and lets an abort leave the queue', async () => {
    const queue = new FairQueue(1, 1);
    const first = (await queue.enter('a', 1, 1)) as Turn;
    const abort = new AbortController();
    const waiting = queue.enter('a', 1, 1, abort.signal);
    expect(await queue.enter('a', 1, 1)).toBeUndefined();
    abort.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    const next = queue.enter('a', 1, 1);
    first.end(1);
    expect(await next).toBeDefined();
  });
});
