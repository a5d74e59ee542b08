import { setMaxListeners } from 'node:events';
import { afterAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { queueShares } from './queue-shares';
import { takeTurn } from './take-turn';

afterAll(closePools);

it('tells an operator who holds slots and who waits, and finance nothing', async () => {
  const operator = await makePlatformPerson('operator');
  const { ctx } = await makeTenant();
  const policy = { weight: 4, queueSeconds: 60 };
  const turns = await Promise.all(
    [newId(), newId()].map((model) => takeTurn(ctx, policy, { model, tokens: 100 })),
  );
  expect(await queueShares(operator)).toEqual([
    { tenantId: ctx.tenantId, weight: 4, slots: 2, waiting: 0 },
  ]);
  for (const turn of turns) turn.end(100);
  expect(await queueShares(operator)).toEqual([]);
  await expect(queueShares(await makePlatformPerson('finance'))).rejects.toMatchObject({
    code: 'forbidden',
  });
});

it('refuses what waits beyond its number or its time, with a time to come back', async () => {
  const { ctx } = await makeTenant();
  const model = newId();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const ask = (queueSeconds: number) =>
    takeTurn(ctx, { weight: 1, queueSeconds }, { model, tokens: 100 }, stop.signal);
  const time = new SimulatedClock(clock().now());
  const undo = setClock(time);
  const first = await ask(60);
  time.advanceTo(time.now() + 30_000);
  first.end(100);
  undo();
  const asked = Array.from({ length: 150 }, () => ask(600).catch(() => undefined));
  await expect(ask(600)).rejects.toMatchObject({
    code: 'concurrency_limited',
    limit: { name: 'waiting', used: 100 },
  });
  const { ctx: other } = await makeTenant();
  const few = Array.from({ length: 60 }, () =>
    takeTurn(other, { weight: 1, queueSeconds: 600 }, { model, tokens: 100 }, stop.signal).catch(
      () => undefined,
    ),
  );
  const late = await takeTurn(other, { weight: 1, queueSeconds: 20 }, { model, tokens: 100 }).catch(
    (error) => error,
  );
  expect(late).toMatchObject({ code: 'model_overloaded', limit: { name: 'queue_seconds' } });
  expect(late.retryAfter).toBeGreaterThan(20);
  stop.abort();
  await Promise.all([...asked, ...few]);
});
