import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { rotateKey } from '@/lib/api-keys/rotate-key';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { endContainments } from '@/lib/db/credentials';
import { newId } from '@/lib/ids';
import { openWork } from '@/lib/lifecycle/open-work';
import type { PlatformContext } from '@/lib/tenancy/context';
import { assertModelOn, assertTakesWork } from '@/lib/tenancy/held-back';
import { policyOf } from '@/lib/tenancy/policy';
import type { HandAction } from '@/lib/tenancy/schema';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { contain } from './contain';
import { editRule } from './edit-rule';
import { endContainment } from './end-containment';
import { listContainments, listRules, listSwitches, listTenantKeys } from './queries';
import { listRuleVersions, restoreRule } from './rule-history';
import { endSwitch, switchOff } from './switch-off';

let operator: PlatformContext;
let auditor: PlatformContext;
beforeAll(async () => {
  [operator, auditor] = [await makePlatformPerson('operator'), await makePlatformPerson('auditor')];
});

const WHY = 'For the test';
const hold = ({ ctx }: MadeTenant, action: HandAction, minutes = 60) =>
  contain(operator, { tenantId: ctx.tenantId, action, minutes, reason: WHY });
const lift = ({ ctx }: MadeTenant, id: string) =>
  endContainment(operator, { tenantId: ctx.tenantId, id, reason: 'Enough' });

/** PostgreSQL says it to every process; here is one. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

const stateOf = async ({ ctx }: MadeTenant) =>
  (
    await asSuperuser<{ state: string }>('select state from tenant where id = $1', [ctx.tenantId])
  )[0]?.state;

describe('a pause by hand', () => {
  it('ends what runs, within moments, and is over at its time', async () => {
    const tenant = await makeTenant();
    const work = openWork(tenant.ctx);
    const ended = new Promise((resolve) => work.signal.addEventListener('abort', resolve));
    const began = performance.now();
    await hold(tenant, { kind: 'pause' }, 15);
    await ended;
    expect(performance.now() - began).toBeLessThan(1_500);
    work.close();
    expect(await stateOf(tenant)).toBe('suspended');
    const [found] = await listContainments(operator, tenant.ctx.tenantId);
    expect(found).toMatchObject({ metric: 'by_hand', reason: WHY, startedBy: expect.any(String) });
    await endContainments(new Date(String(found?.until)));
    expect(await stateOf(tenant)).toBe('active');
  });

  it('is lifted by an operator, once, and by nobody else', async () => {
    const tenant = await makeTenant();
    const id = await hold(tenant, { kind: 'pause' });
    await lift(tenant, id);
    expect(await stateOf(tenant)).toBe('active');
    await expect(lift(tenant, id)).rejects.toMatchObject({ code: 'conflict' });
    const input = { tenantId: tenant.ctx.tenantId, action: { kind: 'pause' as const } };
    await expect(contain(auditor, { ...input, minutes: 1, reason: WHY })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('that overlaps another goes on until both are over', async () => {
    const tenant = await makeTenant();
    const [first, second] = [
      await hold(tenant, { kind: 'pause' }),
      await hold(tenant, { kind: 'pause' }),
    ];
    await lift(tenant, first);
    expect(await stateOf(tenant)).toBe('suspended');
    await lift(tenant, second);
    expect(await stateOf(tenant)).toBe('active');
  });

  it('never resumes whom an operator suspended without an end', async () => {
    const tenant = await makeTenant();
    const { tenantId } = tenant.ctx;
    await changeTenantState(operator, { tenantId, to: 'suspended', reason: WHY });
    await expect(hold(tenant, { kind: 'pause' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('of an absent tenant is not found, and leaves nothing', async () => {
    const tenantId = newId();
    await expect(
      contain(operator, { tenantId, action: { kind: 'drain' }, minutes: 1, reason: WHY }),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect(await listContainments(operator, tenantId)).toEqual([]);
  });
});

describe('a drain', () => {
  it('refuses what is new and ends nothing that runs', async () => {
    const tenant = await makeTenant();
    const work = openWork(tenant.ctx);
    const id = await hold(tenant, { kind: 'drain' }, 1);
    await until(async () => (await policyOf(tenant.ctx)).drainedUntil !== undefined);
    const policy = await policyOf(tenant.ctx);
    expect(() => assertTakesWork(policy)).toThrow(
      expect.objectContaining({ code: 'tenant_suspended', retryAfter: expect.any(Number) }),
    );
    expect(work.signal.aborted).toBe(false);
    work.close();
    await lift(tenant, id);
    await until(async () => (await policyOf(tenant.ctx)).drainedUntil === undefined);
  });
});

describe('a key in quarantine', () => {
  it('is refused, with what runs under it, and no other key is', async () => {
    const tenant = await makeTenant();
    const [bad, good] = [await makeKey(tenant.ctx), await makeKey(tenant.ctx)];
    const from = { address: '127.0.0.1' };
    const ctx = await verifyApiKey(bad.text, from);
    const work = openWork(ctx);
    const ended = new Promise((resolve) => work.signal.addEventListener('abort', resolve));
    const keys = await listTenantKeys(operator, tenant.ctx.tenantId);
    expect(keys.map((key) => key.id).sort()).toEqual([bad.id, good.id].sort());
    const id = await hold(tenant, { kind: 'quarantine', keyId: bad.id });
    await ended;
    work.close();
    const refused = () =>
      verifyApiKey(bad.text, from).then(
        () => false,
        (error) => error.code === 'forbidden',
      );
    await until(refused);
    await expect(verifyApiKey(good.text, from)).resolves.toBeDefined();
    await lift(tenant, id);
    await until(async () => !(await refused()));
  });

  it('has no successor until that ends', async () => {
    const tenant = await makeTenant();
    const bad = await makeKey(tenant.ctx);
    const id = await hold(tenant, { kind: 'quarantine', keyId: bad.id });
    const rotate = () => rotateKey(tenant.ctx, { id: bad.id, overlapHours: 0 });
    await expect(rotate()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('quarantine'),
    });
    await lift(tenant, id);
    await expect(rotate()).resolves.toBeDefined();
  });

  it('belongs to the tenant that is named', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const theirs = await makeKey(other.ctx);
    await expect(hold(tenant, { kind: 'quarantine', keyId: theirs.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a model that is off', () => {
  const OFF = 'claude-haiku-5-5';

  it('is off for one tenant alone', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await policyOf(other.ctx);
    const id = await hold(tenant, { kind: 'model', model: OFF });
    await until(async () => !(await policyOf(tenant.ctx)).models.includes(OFF));
    const policy = await policyOf(tenant.ctx);
    expect(() => assertModelOn(policy, { wanted: OFF })).toThrow(
      expect.objectContaining({ code: 'model_unavailable' }),
    );
    expect(() => assertModelOn(policy, { chosen: [OFF] })).toThrow();
    expect(() => assertModelOn(policy, {})).not.toThrow();
    expect((await policyOf(other.ctx)).models).toContain(OFF);
    await lift(tenant, id);
  });

  it('is off for everybody, once, until it is switched on', async () => {
    const tenant = await makeTenant('enterprise');
    await policyOf(tenant.ctx);
    const input = { what: { kind: 'model' as const, model: 'claude-opus-5-5' as const } };
    const id = await switchOff(operator, { ...input, minutes: 15, reason: WHY });
    await expect(switchOff(operator, { ...input, minutes: 15, reason: WHY })).rejects.toMatchObject(
      { code: 'conflict' },
    );
    await expect(switchOff(auditor, { ...input, minutes: 15, reason: WHY })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await until(async () => !(await policyOf(tenant.ctx)).models.includes('claude-opus-5-5'));
    await endSwitch(operator, { id, reason: 'Mended' });
    await until(async () => (await policyOf(tenant.ctx)).models.includes('claude-opus-5-5'));
    const [ended] = (await listSwitches(auditor)).filter((each) => each.id === id);
    expect(ended).toMatchObject({ endReason: 'Mended', reason: WHY });
  });
});

describe('a switch', () => {
  it('whose time is over ends by itself, with an entry in the platform’s log', async () => {
    const what = { kind: 'tool' as const, tool: 'http' as const };
    const id = await switchOff(operator, { what, minutes: 1, reason: WHY });
    // Earlier than what other tests put in force.
    const over = await asSuperuser<{ at: Date }>(
      "update platform_switch set since = '2001-01-01', until = '2001-01-02' where id = $1 returning until as at",
      [id],
    );
    await endContainments(over[0]?.at as Date);
    await endContainments(over[0]?.at as Date);
    const entries = await asSuperuser(
      `select action, actor_role, detail from platform_audit where detail ->> 'switch' = $1 and actor_role = 'system'`,
      [id],
    );
    expect(entries).toEqual([
      {
        action: 'switch.on',
        actor_role: 'system',
        detail: { switch: id, kind: 'tool', tool: 'http' },
      },
    ]);
  });
});

describe('a rule', () => {
  it('keeps what it was, and is put back to it as a new version', async () => {
    const [rule] = await listRules(operator);
    if (!rule) throw new Error('No rule was shipped.');
    const versions = async () =>
      (await listRuleVersions(operator)).filter(({ ruleId }) => ruleId === rule.id);
    const [before] = await versions();
    await editRule(operator, { ...rule, minutes: rule.minutes + 1, reason: WHY });
    await restoreRule(operator, {
      id: rule.id,
      version: Number(before?.version),
      reason: 'As it was',
    });
    const [now, changed] = await versions();
    expect(now).toMatchObject({ current: true, content: before?.content, reason: 'As it was' });
    expect(changed).toMatchObject({ current: false, content: { minutes: rule.minutes + 1 } });
    await expect(
      restoreRule(operator, { id: rule.id, version: 999_999, reason: WHY }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
