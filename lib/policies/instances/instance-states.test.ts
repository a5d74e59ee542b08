import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { editPolicy, readLatest } from '@/lib/console/edit-policy';
import { contain } from '@/lib/containment/contain';
import { announceBehind } from '@/lib/db/credentials';
import { writeBeat } from '@/lib/db/instance-beats';
import { listen } from '@/lib/db/listen';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import { instanceFacts } from '@/lib/platform-health/instance-facts';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import type { InstanceView, KnownFacts } from '@/lib/platform-health/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { readEnforcement } from '../enforcement';
import { instanceStates } from './instance-states';

const reason = 'For the test';
let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});

async function secondVersion({ ctx: { tenantId } }: MadeTenant): Promise<void> {
  const why = { action: 'test.read', reason };
  const { policy } = await withPlatform(operator, why, (sql) => readLatest(sql, tenantId));
  await editPolicy(operator, {
    ...{ tenantId, basedOn: 1, reason },
    policy: { ...policy, requestsPerMinute: policy.requestsPerMinute + 1 },
  });
}

/** A running instance that knows this, and said so as long after what is in force as given. */
async function instanceThat(known: KnownFacts[], afterMs = 5_000): Promise<string> {
  const id = newId();
  await writeBeat({
    ...{ id, roles: ['web'], version: '1', node: 'v20', startedAt: now(), stopped: false },
    facts: { ...(await instanceFacts()), known },
  });
  await asSuperuser(
    `update platform_instance set seen_at = seen_at + $2 * interval '1 millisecond' where id = $1`,
    [id, afterMs],
  );
  return id;
}

const behindOf = async (id: string, as = operator) =>
  (await readEnforcement(as)).instances.find((each) => each.id === id)?.behind;
const told = (tenantId: string) =>
  asSuperuser<{ actor_role: string; detail: { instances: object[] } }>(
    `select actor_role, detail from platform_audit where action = 'policy.announce' and subject_tenant = $1`,
    [tenantId],
  );

describe('an instance', () => {
  it('that lets keys in under an earlier version is behind, and is told again once, audited', async () => {
    const tenant = await makeTenant('free');
    const { tenantId } = tenant.ctx;
    await secondVersion(tenant);
    const heard: string[] = [];
    const listener = listen('tenantry_keys', (payload) => {
      heard.push(payload ?? 'listening');
    });
    while (!heard.includes('listening')) await new Promise((done) => setImmediate(done));
    const known = { owner: ownerTag(tenantId), policy: 1, contained: null };
    const id = await instanceThat([known]);
    const current = await instanceThat([{ ...known, policy: 2 }]);
    expect(await behindOf(id)).toEqual([
      {
        tenantId,
        name: expect.any(String),
        part: 'policy',
        knows: '1',
        inForce: '2',
        toldAt: null,
      },
    ]);
    expect(await behindOf(current)).toEqual([]);
    await announceBehind(now());
    await announceBehind(now());
    while (!heard.includes(tenantId)) await new Promise((done) => setImmediate(done));
    await listener.close();
    expect(await told(tenantId)).toEqual([
      {
        actor_role: 'system',
        detail: { instances: [{ instance: id, part: 'policy', knows: '1', inForce: '2' }] },
      },
    ]);
    const auditor = await makePlatformPerson('auditor');
    expect(await behindOf(id, auditor)).toMatchObject([{ toldAt: expect.any(String) }]);
    await announceBehind(new Date(now().getTime() + 61_000));
    expect(await told(tenantId)).toHaveLength(2);
  });

  it('has a second to hear of it, and one that stopped is not asked', async () => {
    const tenant = await makeTenant('free');
    await secondVersion(tenant);
    const known = [{ owner: ownerTag(tenant.ctx.tenantId), policy: 1, contained: null }];
    const id = await instanceThat(known);
    await asSuperuser(
      `update platform_instance set seen_at = (select recorded_at + interval '900 milliseconds' from policy_version
         where tenant_id = $2 and version = 2) where id = $1`,
      [id, tenant.ctx.tenantId],
    );
    expect(await behindOf(id)).toEqual([]);
    const stopped = await instanceThat(known);
    await asSuperuser('update platform_instance set stopped_at = now() where id = $1', [stopped]);
    expect(await behindOf(stopped)).toBeUndefined();
  });

  it('says what it remembers of policies and containments, and is behind where others are in force', async () => {
    const tenant = await makeTenant('free');
    const { tenantId } = tenant.ctx;
    const own = async () =>
      (await instanceFacts()).known.find(({ owner }) => owner === ownerTag(tenantId));
    const { text } = await makeKey(tenant.ctx);
    // Both begin to listen with the first, which forgets what was known before.
    const full = { owner: ownerTag(tenantId), policy: 1, contained: '' };
    let before = await own();
    while (!isDeepStrictEqual(before, full)) {
      await policyOf(await verifyApiKey(text, { address: '127.0.0.1' }));
      before = await own();
    }
    const cap = { kind: 'cap', requestsPerMinute: 5, tokensPerMinute: 5_000 } as const;
    for (const action of [{ kind: 'drain' } as const, cap])
      await contain(operator, { tenantId, action, minutes: 60, reason });
    const id = await instanceThat([full]);
    expect(await behindOf(id)).toMatchObject([{ tenantId, part: 'containments', knows: '' }]);
    const parts = { owner: full.owner, policy: null };
    const inForce = (await behindOf(id))?.[0]?.inForce ?? '';
    expect(await behindOf(await instanceThat([{ ...parts, contained: inForce }]))).toEqual([]);
    while ((await own())?.contained !== inForce) await policyOf(tenant.ctx).catch(() => undefined);
    expect(JSON.stringify(await instanceFacts())).not.toContain(tenantId);
  });
});

it('counts limits by itself where another admits too, and lacks stores that tenants are in', async () => {
  const facts = await instanceFacts();
  const instance = (roles: string[], limits: 'redis' | 'in process', more = {}): InstanceView => ({
    ...{ id: newId(), roles, version: '1', node: 'v20', startedAt: '', seenAt: '' },
    ...{ state: 'running', facts: { ...facts, stores: { limits, vectors: ['lancedb'] } } },
    ...more,
  });
  const alone = (all: InstanceView[], stores: string[] = []) =>
    instanceStates(all, [], stores).map((each) => each.countsAlone);
  expect(
    alone([instance(['web', 'api'], 'in process'), instance(['worker'], 'in process')]),
  ).toEqual([false, false]);
  expect(alone([instance(['web'], 'redis'), instance(['api'], 'in process')])).toEqual([
    true,
    false,
  ]);
  const lost = instance(['web'], 'in process', { state: 'lost' });
  expect(alone([instance(['web'], 'in process'), lost])).toEqual([false, false]);
  expect(instanceStates([instance(['web'], 'redis')], [], ['lancedb', 'qdrant'])).toMatchObject([
    { lacks: ['qdrant'] },
  ]);
});
