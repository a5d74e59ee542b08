import { beforeAll, describe, expect, it } from 'vitest';
import { editAsTwo } from '@/e2e/support/edit-as-two';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyOf } from '@/lib/tenancy/policy';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { changeTenantState } from './change-tenant-state';
import { editPolicy } from './edit-policy';
import { editPolicySchema } from './policy/schema';
import { readAudit } from './read-audit';
import { readTenantPolicy } from './read-tenant';

const read = { action: 'test.read', reason: 'test' };
const TODAY = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const EVER = { preset: 'custom', stepMs: 86_400_000, ...TODAY } as const;

let operator: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});

function edit(basedOn: number, requestsPerMinute: number) {
  return editPolicySchema.parse({
    tenantId: tenant.ctx.tenantId,
    basedOn,
    reason: 'Agreed with the customer',
    policy: { ...PLAN_DEFAULTS.professional, requestsPerMinute },
  });
}

describe('editing a policy', () => {
  beforeAll(async () => {
    tenant = await makeTenant('professional');
  });

  it('adds a version that the next request obeys, and keeps the old one', async () => {
    expect(await editPolicy(operator, edit(1, 77))).toMatchObject({ state: 'done', version: 2 });
    const next = await verifyTenantSession(tenant.session, tenant.slug);
    expect(next.policyVersion).toBe(2);
    expect((await policyOf(next)).requestsPerMinute).toBe(77);
    expect((await policyOf(tenant.ctx)).requestsPerMinute).toBe(60);
    const { current } = await readTenantPolicy(operator, tenant.ctx.tenantId);
    expect(current).toMatchObject({ version: 2, reason: 'Agreed with the customer' });
  });

  it('is in both audit logs', async () => {
    const { page } = await readAudit(operator, EVER, {
      tenant: tenant.ctx.tenantId,
      action: 'policy.edit',
    });
    expect(page.rows.map((row) => [row.log, row.reason]).sort()).toEqual([
      ['platform', 'Agreed with the customer'],
      ['tenant', null],
    ]);
  });

  it('refuses an edit of a version that is no longer in force, and leaves no entry of it', async () => {
    await expect(editPolicy(operator, edit(1, 78))).rejects.toMatchObject({ code: 'conflict' });
    await expect(editPolicy(operator, edit(7, 78))).rejects.toMatchObject({ code: 'conflict' });
    const rows = await withPlatform(operator, read, (sql) =>
      sql("select from platform_audit where action = 'policy.edit' and subject_tenant = $1", [
        tenant.ctx.tenantId,
      ]),
    );
    expect(rows).toHaveLength(1);
  });

  it('lets one of two through that both saw the same version', async () => {
    const other = await makePlatformPerson('operator');
    let slower: Promise<unknown> = Promise.resolve();
    await withPlatform(other, read, async (sql) => {
      await sql(
        `select tenancy.propose_change($1, 'tenants', null, array[$2::uuid], array[1], 2, '{"requestsPerMinute": 77}', 'The faster one',
           null, null, null, now())`,
        [newId(), tenant.ctx.tenantId],
      );
      slower = editPolicy(operator, edit(2, 100)).catch((error) => error);
      // Not committed before the slower one stands behind it, having seen version 2 as the latest.
      const waiting = () =>
        sql('select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid');
      while ((await waiting()).length === 0);
    });
    expect(await slower).toMatchObject({ code: 'conflict' });
    const { current } = await readTenantPolicy(operator, tenant.ctx.tenantId);
    expect(current).toMatchObject({ version: 3, reason: 'The faster one' });
  });

  it('refuses an edit that changes nothing', async () => {
    const { current } = await readTenantPolicy(operator, tenant.ctx.tenantId);
    const same = edit(3, current.policy.requestsPerMinute);
    await expect(editPolicy(operator, same)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('names in a budget only people of the workspace, and leaves the tenant’s own rules to it', async () => {
    const { current } = await readTenantPolicy(operator, tenant.ctx.tenantId);
    const rule = (subject: string) => ({
      ...({ scope: 'user', period: 'day', tokens: 5, priceNano: null } as const),
      ...{ subject, softPercent: null, graceMinutes: null },
    });
    const named = (subject: string) => {
      const { policy, ...rest } = edit(3, current.policy.requestsPerMinute);
      return {
        ...rest,
        policy: { ...policy, budgets: [rule(subject)], ownBudgets: [rule(subject)] },
      };
    };
    const stranger = await makePlatformPerson('auditor');
    await expect(editPolicy(operator, named(stranger.userId))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const own = tenant.ctx.principal.id;
    expect(await editPolicy(operator, named(own))).toMatchObject({ beyond: ['budgets'] });
    await editAsTwo(named(own));
    const after = await readTenantPolicy(operator, tenant.ctx.tenantId);
    expect(after.current.policy).toMatchObject({ budgets: [rule(own)], ownBudgets: [] });
  });

  it('is for operators alone, in the code; and in the database for nobody by itself', async () => {
    for (const role of ['auditor', 'finance', 'operator'] as const) {
      const person = await makePlatformPerson(role);
      if (role !== 'operator')
        await expect(editPolicy(person, edit(4, 5))).rejects.toMatchObject({ code: 'forbidden' });
      const insert = withPlatform(person, read, (sql) =>
        sql(
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
           values ($1, 5, '{}', 'sneaky', $2, now())`,
          [tenant.ctx.tenantId, person.userId],
        ),
      );
      await expect(insert).rejects.toThrow(/permission denied/);
    }
  });
});

describe('the form’s schema', () => {
  const base = { tenantId: '00000000-0000-0000-0000-000000000000', basedOn: 1 };
  const policy = PLAN_DEFAULTS.free;

  it('refuses what contradicts itself', () => {
    const bad = [
      { ...policy, tokensPerDay: policy.tokensPerMonth + 1 },
      { ...policy, answerTokens: policy.contextTokens },
      { ...policy, models: ['claude-haiku-5-5', 'claude-haiku-5-5'] },
      { ...policy, models: [] },
      { ...policy, requestsPerMinute: 0 },
    ];
    for (const each of bad) {
      const parsed = editPolicySchema.safeParse({ ...base, reason: 'because', policy: each });
      expect(parsed.success).toBe(false);
    }
  });

  it('asks for a reason', () => {
    expect(editPolicySchema.safeParse({ ...base, reason: ' x ', policy }).success).toBe(false);
    expect(editPolicySchema.safeParse({ ...base, reason: 'why', policy }).success).toBe(true);
  });
});

describe('suspending a tenant', () => {
  it('stops its people at the next verification until it is resumed', async () => {
    const paused = await makeTenant();
    const { tenantId } = paused.ctx;
    const change = (to: 'active' | 'suspended') =>
      changeTenantState(operator, { tenantId, to, reason: 'Unpaid bill' });
    await change('suspended');
    const verify = () => verifyTenantSession(paused.session, paused.slug);
    await expect(verify()).rejects.toMatchObject({ code: 'tenant_suspended' });
    await expect(change('suspended')).rejects.toMatchObject({ code: 'conflict' });
    await change('active');
    expect((await verify()).tenantId).toBe(tenantId);
    const auditor = await makePlatformPerson('auditor');
    const refused = changeTenantState(auditor, { tenantId, to: 'suspended', reason: 'No right' });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  });
});
