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
import { instanceFacts } from './instance-facts';
import { ownerTag } from './owner-tag';
import type { UpstreamFacts } from './schema';

let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});

const beat = (upstreams: UpstreamFacts[], stopped = false) =>
  writeBeat({
    ...{ id: newId(), roles: ['web'], version: '1', node: 'v20', startedAt: now(), stopped },
    facts: { ...instanceFacts(), upstreams },
  });

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
  const why = { action: 'test.read', reason: 'test' };
  const { breakers } = await withPlatform(operator, why, (sql) => readStanding(operator, sql));
  expect(breakers.get(tenantId)).toBe('half_open');
  expect(JSON.stringify([...breakers.keys()])).not.toContain(ownerTag(tenantId));
});
