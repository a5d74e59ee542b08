import { describe, expect, it } from 'vitest';
import type { FairQueue, Turn } from './fair-queue';
import { localQueue } from './local-queue';

const REQUEST = { weight: 1, cost: 10, queueLimit: 100, maxWaitMs: 1_000_000 };

interface Kind {
  name: string;
  make(slots: number): Promise<FairQueue>;
}

const KINDS: Kind[] = [{ name: 'in process', make: async (slots) => localQueue(slots) }];

describe.each(KINDS)('the fair queue $name', ({ make }) => {
  it('starts at once while slots are free, and the lowest counter next', async () => {
    const queue = await make(1);
    const first = (await queue.enter({ ...REQUEST, flow: 'a' })) as Turn;
    const order: string[] = [];
    const run = async (flow: string) => {
      const turn = (await queue.enter({ ...REQUEST, flow })) as Turn;
      order.push(flow);
      turn.end(10);
    };
    const all = [run('a'), run('a'), run('b')];
    await expect.poll(() => queue.shares()).toMatchObject([{ waiting: 2 }, { waiting: 1 }]);
    first.end(10);
    await Promise.all(all);
    expect(order).toEqual(['a', 'b', 'a']);
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
