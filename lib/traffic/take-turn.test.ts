import { expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { poolLimit, poolOf, upstreamOf } from '@/lib/llm/upstream/upstream';
import { fairQueue, takeTurn } from './take-turn';

const POLICY = { weight: 1, queueSeconds: 60 };
const busy = async (model: string) =>
  (await fairQueue(poolOf(undefined, model)).shares()).reduce((sum, { slots }) => sum + slots, 0);

async function ask({ ctx }: MadeTenant, model: string) {
  const stop = new AbortController();
  const turn = takeTurn(ctx, POLICY, { model, tokens: 100 }, stop.signal);
  turn.catch(() => undefined);
  return { turn, leave: () => stop.abort() };
}

it('holds nobody who calls another model when all slots of one are taken', async () => {
  const tenants = [await makeTenant(), await makeTenant()];
  const asked = [];
  for (let i = 0; i < 60; i += 1)
    for (const tenant of tenants) asked.push(await ask(tenant, 'slow'));
  await expect.poll(() => busy('slow')).toBe(50);
  const [tenant] = tenants;
  const other = await (await ask(tenant as MadeTenant, 'quick')).turn;
  other.end(100);
  for (const { leave } of asked) leave();
});

it('keeps the queue of a pool while somebody is in it, however many others are used', async () => {
  const model = newId();
  const { turn } = await ask(await makeTenant(), model);
  const held = await turn;
  const queue = fairQueue(poolOf(undefined, model));
  const callOthers = () => {
    for (let n = 0; n < 2_001; n += 1) fairQueue(newId());
  };
  callOthers();
  expect(fairQueue(poolOf(undefined, model))).toBe(queue);
  held.end(100);
  expect(queue.inUse).toBe(false);
  callOthers();
  expect(fairQueue(poolOf(undefined, model))).not.toBe(queue);
});

it('has as many slots as the upstream takes now', async () => {
  const model = `m-${newId()}`;
  const upstream = upstreamOf({ baseURL: 'http://model.test', apiKey: newId() }, model);
  const time = new SimulatedClock(clock().now());
  const undo = setClock(time);
  for (let i = 0; i < 40; i += 1) {
    const call = upstream.enter({ tenantId: newId(), streamed: true });
    call.ended('overloaded');
    time.advanceTo(time.now() + 1);
  }
  undo();
  const slots = poolLimit(poolOf(undefined, model));
  expect(slots).toBe(2);
  const tenants = [await makeTenant(), await makeTenant(), await makeTenant()];
  const asked = [];
  for (const tenant of tenants) asked.push(await ask(tenant, model));
  await expect.poll(() => busy(model)).toBe(2);
  (await asked[0]?.turn)?.end(100);
  await asked[2]?.turn;
  expect(await busy(model)).toBe(2);
});
