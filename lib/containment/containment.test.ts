import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { endContainments } from '@/lib/db/credentials';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { setModelAccount } from '@/lib/placement/set-model-account';
import type { PlatformContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { editRule } from './edit-rule';
import { endContainment } from './end-containment';
import { listContainments, listRules } from './queries';
import type { EditRule } from './schema';
import { watchTenant } from './watch-tenant';

let operator: PlatformContext;
let auditor: PlatformContext;
beforeAll(async () => {
  [operator, auditor] = [await makePlatformPerson('operator'), await makePlatformPerson('auditor')];
});

/** Twenty answers of this minute that failed, and the worker's look at them. */
async function fail(tenant: MadeTenant, errorCode?: string): Promise<void> {
  for (let i = 0; i < 20; i += 1)
    await addUsage(tenant.ctx, { at: now(), outcome: 'error', errorCode, ledger: false });
  await watch(tenant);
}

async function watch({ ctx }: MadeTenant): Promise<void> {
  await asSuperuser('update rollup_touch set due = clock_timestamp() where tenant_id = $1', [
    ctx.tenantId,
  ]);
  await foldRows(undefined, watchTenant);
}

const inForce = async ({ ctx }: MadeTenant) =>
  (await listContainments(operator, ctx.tenantId)).filter(({ endedAt }) => endedAt === null);

/** PostgreSQL says it to every process; here is one. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

const stateOf = async ({ ctx }: MadeTenant) =>
  (
    await asSuperuser<{ state: string }>('select state from tenant where id = $1', [ctx.tenantId])
  )[0]?.state;

async function changeRule(change: Partial<EditRule>): Promise<() => Promise<void>> {
  const [rule] = await listRules(operator);
  if (!rule) throw new Error('No rule was shipped.');
  await editRule(operator, { ...rule, ...change, reason: 'For the test' });
  return () => editRule(operator, { ...rule, reason: 'As it was' });
}

const pausing = () => changeRule({ actions: [{ kind: 'pause' }, { kind: 'notify' }] });

describe('a tenant whose answers fail', () => {
  it('has less weight at once, once, until the time is over', async () => {
    const tenant = await makeTenant('enterprise');
    expect((await policyOf(tenant.ctx)).weight).toBe(16);
    await fail(tenant);
    await watch(tenant);
    const [found, ...more] = await inForce(tenant);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ metric: 'error_share', value: 1, threshold: 0.5, endedBy: null });
    await until(async () => (await policyOf(tenant.ctx)).weight === 4);

    await expect(endContainments(new Date(String(found?.until)))).resolves.toBe(1);
    await until(async () => (await policyOf(tenant.ctx)).weight === 16);
    expect(await inForce(tenant)).toEqual([]);
  });

  it('begins anew after the end: what was before counts no more', async () => {
    const tenant = await makeTenant();
    await fail(tenant);
    const [found] = await inForce(tenant);
    await endContainments(new Date(String(found?.until)));
    await addUsage(tenant.ctx, { at: now(), outcome: 'error', ledger: false });
    await watch(tenant);
    expect(await inForce(tenant)).toEqual([]);
  });

  it('is written into its own audit log, without figures, and hidden from others', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await fail(tenant);
    const entries = await withTenantSql(tenant.ctx, (sql) =>
      sql('select action, actor_kind, detail from audit_entry where tenant_id = :tenant'),
    );
    expect(entries).toContainEqual({
      action: 'containment.start',
      actor_kind: 'system',
      detail: {
        metric: 'error_share',
        actions: [{ kind: 'weight', percent: 25 }, { kind: 'notify' }],
        minutes: 15,
      },
    });
    const seen = await withTenantSql(other.ctx, (sql) =>
      sql('select id from containment where tenant_id is not null or :tenant is null'),
    );
    expect(seen).toEqual([]);
    await expect(
      withTenantSql(tenant.ctx, (sql) =>
        sql('select value from containment where tenant_id = :tenant'),
      ),
    ).rejects.toThrow(/permission denied/);
  });

  it('cannot be contained by its own people, nor by rules that they may not read', async () => {
    const { ctx } = await makeTenant();
    const [rule] = await listRules(operator);
    const begin = withTenantSql(ctx, (sql) =>
      sql('select tenancy.start_containment($1, $2, $3, 1, now()) where :tenant is not null', [
        newId(),
        newId(),
        rule?.id,
      ]),
    );
    await expect(begin).rejects.toThrow(/for the worker/);
    const rules = withTenantSql(ctx, (sql) =>
      sql('select id from containment_rule where :tenant is not null'),
    );
    await expect(rules).resolves.toEqual([]);
  });

  it.each(['model_unavailable', 'model_overloaded', 'store_unavailable', 'internal'])(
    'is left alone where it met the failure of another: %s',
    async (errorCode) => {
      const tenant = await makeTenant();
      await fail(tenant, errorCode);
      expect(await inForce(tenant)).toEqual([]);
      await fail(tenant);
      expect(await inForce(tenant)).toMatchObject([{ value: 1 }]);
    },
  );

  it('is contained where its own account with a provider fails', async () => {
    const tenant = await makeTenant();
    await setModelAccount(operator, {
      tenantId: tenant.ctx.tenantId,
      apiKey: 'sk-its-own',
      reason: 'It brings its own account',
    });
    await fail(tenant, 'model_unavailable');
    expect(await inForce(tenant)).toMatchObject([{ value: 1 }]);
  });

  it('is left alone by a rule that is off', async () => {
    const undo = await changeRule({ enabled: false });
    const tenant = await makeTenant();
    await fail(tenant);
    expect(await inForce(tenant)).toEqual([]);
    await undo();
  });
});

describe('a pause by a rule', () => {
  it('suspends, and resumes by itself', async () => {
    const undo = await pausing();
    const tenant = await makeTenant();
    await fail(tenant);
    await undo();
    expect(await stateOf(tenant)).toBe('suspended');
    const [found] = await inForce(tenant);
    await endContainments(new Date(String(found?.until)));
    expect(await stateOf(tenant)).toBe('active');
  });

  it('is lifted by an operator with a reason, and by no auditor', async () => {
    const undo = await pausing();
    const tenant = await makeTenant();
    await fail(tenant);
    await undo();
    const [found] = await inForce(tenant);
    const input = { tenantId: tenant.ctx.tenantId, id: String(found?.id), reason: 'It was us' };
    await expect(endContainment(auditor, input)).rejects.toMatchObject({ code: 'forbidden' });
    await endContainment(operator, input);
    expect(await stateOf(tenant)).toBe('active');
    await expect(endContainment(operator, input)).rejects.toMatchObject({ code: 'conflict' });
    const [ended] = await listContainments(auditor, tenant.ctx.tenantId);
    expect(ended).toMatchObject({ endReason: 'It was us', endedBy: expect.any(String) });
  });

  it('that an operator takes over ends by nothing but the operator', async () => {
    const undo = await pausing();
    const tenant = await makeTenant();
    await fail(tenant);
    await undo();
    const { tenantId } = tenant.ctx;
    const [found] = await inForce(tenant);
    await changeTenantState(operator, { tenantId, to: 'suspended', reason: 'Talked to them' });
    await endContainments(new Date(String(found?.until)));
    expect(await stateOf(tenant)).toBe('suspended');
    await changeTenantState(operator, { tenantId, to: 'active', reason: 'They mended it' });
    expect(await stateOf(tenant)).toBe('active');
  });
});
