import { expect, it } from 'vitest';
import { somePolicy } from '@/e2e/support/make-hold';
import { makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { takeTurn } from '@/lib/traffic/take-turn';
import { Turns } from './turns';

const somebody = [(await makeTenant()).ctx, (await makeTenant()).ctx] as const;
const takeOf = (model: string, n: number) =>
  takeTurn(somebody[n % 2 === 0 ? 0 : 1], somePolicy(), { model, tokens: 1_000 });

async function fill(model: string): Promise<void> {
  for (let n = 0; n < 50; n += 1) await takeOf(model, n);
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

  // Of the other model nothing is known that would keep anybody from waiting, but no slot is free either.
  const held = newId();
  await fill(held);
  const late = new Turns(ctx, policy, 100, signal);
  const undo = setClock(new SimulatedClock(clock().now() + 6_000));
  expect(await late.take(held)).toMatchObject({ code: 'model_overloaded', retryAfter: 1 });
  expect(await late.take(free)).toBeUndefined();
  undo();
  late.end(10);

  const strict = new Turns(ctx, somePolicy({ fallback: 'error', queueSeconds: 5 }), 100, signal);
  await expect(strict.take(busy)).rejects.toMatchObject({ code: 'model_overloaded' });
});
