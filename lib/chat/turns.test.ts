import { expect, it } from 'vitest';
import { somePolicy } from '@/e2e/support/make-hold';
import { makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { poolOf } from '@/lib/llm/upstream/upstream';
import type { Turn } from '@/lib/traffic/fair/fair-queue';
import { fairQueue, takeTurn } from '@/lib/traffic/take-turn';
import { Turns } from './turns';

const somebody = [(await makeTenant()).ctx, (await makeTenant()).ctx] as const;
const takeOf = (model: string, n: number) =>
  takeTurn(somebody[n % 2 === 0 ? 0 : 1], somePolicy(), { model, tokens: 1_000 });

async function fill(model: string): Promise<Turn[]> {
  const turns = [];
  for (let n = 0; n < 50; n += 1) turns.push(await takeOf(model, n));
  return turns;
}

/** A model whose every slot is held by others, as long as one turn takes ten minutes. */
async function makeBusy(model: string): Promise<void> {
  const time = new SimulatedClock(clock().now());
  const undo = setClock(time);
  const first = await takeOf(model, 0);
  time.advanceTo(time.now() + 600_000);
  first.end(1_000);
  await fill(model);
  undo();
}

it('gives a model’s turn back before it takes one of another, and says which is too busy', async () => {
  const [busy, free] = [newId(), newId()];
  await makeBusy(busy);
  const { ctx } = await makeTenant();
  const { signal } = new AbortController();
  const policy = somePolicy({ fallback: 'cheaper_model', queueSeconds: 5 });
  const turns = new Turns(ctx, policy, 100, signal);
  expect(await turns.take(busy)).toMatchObject({ code: 'model_overloaded' });
  expect(await turns.take(free)).toBeUndefined();
  turns.end(10);

  const strict = new Turns(ctx, somePolicy({ fallback: 'error', queueSeconds: 5 }), 100, signal);
  await expect(strict.take(busy)).rejects.toMatchObject({ code: 'model_overloaded' });
});

it('waits as long as the policy says for all turns together, and no less for what was done between them', async () => {
  const [held, free] = [newId(), newId()];
  const [first] = await fill(held);
  const { ctx } = await makeTenant();
  const policy = somePolicy({ fallback: 'cheaper_model', queueSeconds: 1 });
  const turns = new Turns(ctx, policy, 100, new AbortController().signal);
  const time = new SimulatedClock(clock().now());
  const undo = setClock(time);
  expect(await turns.take(free)).toBeUndefined();
  // The answer took longer than anybody waits.
  time.advanceTo(time.now() + 3_000);
  expect(turns.waitsUntil).toBe(clock().now() + 1_000);
  const taken = turns.take(held);
  const waiting = async () =>
    (await fairQueue(poolOf(undefined, held)).shares()).find(({ flow }) => flow === ctx.tenantId);
  await expect.poll(waiting).toMatchObject({ waiting: 1 });
  first?.end(1_000);
  expect(await taken).toBeUndefined();
  turns.end(10);
  undo();

  await takeOf(held, 0);
  expect(await turns.take(held)).toMatchObject({ code: 'model_overloaded' });
  expect(turns.waitsUntil).toBeLessThan(clock().now() + 100);
  expect(await turns.take(free)).toBeUndefined();
  turns.end(10);
});
