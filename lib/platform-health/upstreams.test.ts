import { beforeAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { readStanding } from '@/lib/console/fleet/read-standing';
import { readPools } from '@/lib/console/resources/read-pools';
import { writeBeat } from '@/lib/db/instance-beats';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { takeTurn } from '@/lib/traffic/take-turn';
import { instanceFacts } from './instance-facts';
import { instanceId } from './instance-id';
import { ownerTag } from './owner-tag';
import type { SlotFacts, UpstreamFacts } from './schema';

let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});

const beat = async (
  upstreams: UpstreamFacts[],
  stopped = false,
  slots: SlotFacts[] = [],
  id = newId(),
) =>
  writeBeat({
    ...{ id, roles: ['web'], version: '1', node: 'v20', startedAt: now(), stopped },
    facts: { ...(await instanceFacts()), upstreams, slots },
  });

const standing = () => {
  const why = { action: 'test.read', reason: 'test' };
  return withPlatform(operator, why, (sql) => readStanding(operator, sql));
};

it('are those of every running instance: the worst breaker, and all calls together', async () => {
  const { tenantId } = (await makeTenant()).ctx;
  const of = (breaker: UpstreamFacts['breaker'], inFlight: number): UpstreamFacts => ({
    ...{ model: 'm', own: true, owner: ownerTag(tenantId), breaker, limit: 4, inFlight },
  });
  await beat([of('closed', 1)]);
  await beat([of('half_open', 2)]);
  await beat([of('open', 9)], true);
  expect(await readPools(operator, { id: tenantId, account: 'own' })).toEqual([
    { model: 'm', own: true, breaker: 'half_open', limit: 8, inFlight: 3 },
  ]);
  const { breakers } = await standing();
  expect(breakers.get(tenantId)).toBe('half_open');
  expect(JSON.stringify([...breakers.keys()])).not.toContain(ownerTag(tenantId));
});

it('are of the platform by model, the broken first, without whose account is whose', async () => {
  const [broken, well] = [`b-${newId()}`, `a-${newId()}`];
  const of = (model: string, breaker: UpstreamFacts['breaker']): UpstreamFacts => ({
    ...{ model, own: false, owner: null, breaker, limit: 3, inFlight: 1 },
  });
  await beat([of(broken, 'closed'), of(well, 'closed')]);
  await beat([of(broken, 'open')]);
  await beat([of(well, 'open')], true);
  const { platformModels } = await standing();
  expect(platformModels.filter(({ model }) => [broken, well].includes(model))).toEqual([
    { model: broken, breaker: 'open', limit: 6, inFlight: 2 },
    { model: well, breaker: 'closed', limit: 3, inFlight: 1 },
  ]);
});

it('holds slots in every process, and what this one says of itself is not counted twice', async () => {
  const { ctx } = await makeTenant();
  const { tenantId } = ctx;
  const policy = { weight: 4, queueSeconds: 60 };
  const turn = await takeTurn(ctx, policy, { model: newId(), tokens: 100 });
  const own = (await instanceFacts()).slots.filter(({ owner }) => owner === ownerTag(tenantId));
  expect(own).toEqual([{ owner: ownerTag(tenantId), weight: 4, slots: 1, waiting: 0 }]);
  const shares = async () => (await standing()).shares.get(tenantId);
  await beat([], false, own);
  await beat([], false, [{ ...(own[0] as SlotFacts), waiting: 3 }]);
  await beat([], true, own);
  await beat([], false, [{ ...(own[0] as SlotFacts), owner: ownerTag(newId()) }]);
  await beat([], false, own, instanceId());
  expect(await shares()).toEqual({ tenantId, weight: 4, slots: 3, waiting: 3 });
  turn.end(100);
  expect(await shares()).toEqual({ tenantId, weight: 4, slots: 2, waiting: 3 });
});
