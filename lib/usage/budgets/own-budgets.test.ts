import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { editPolicy } from '@/lib/console/edit-policy';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyOf } from '@/lib/tenancy/policy';
import type { BudgetRule, Policy } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from './queries';
import { setOwnBudgets } from './set-own-budgets';

const rule = (changes: Partial<BudgetRule>): BudgetRule => ({
  scope: 'user',
  subject: null,
  period: 'month',
  tokens: 1_000,
  priceNano: null,
  softPercent: null,
  graceMinutes: null,
  ...changes,
});
const edit = (basedOn: number, ownBudgets: BudgetRule[], downgradeModel = true) => ({
  basedOn,
  ownBudgets,
  downgradeModel,
  downgradeLength: true,
  reason: 'Each person the same',
});
const versions = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql<{ version: number; manifest: Record<string, unknown>; author_id: string }>(
      'select version, manifest, author_id from policy_version where tenant_id = :tenant order by version',
    ),
  );
/** Past every check of the code. */
const call = (ctx: TenantContext, basedOn: number, rules: unknown, why = 'directly') =>
  withTenantSql(ctx, (sql) =>
    sql(
      `select tenancy.set_own_budgets($1, $2, false, false, $3, now()) where :tenant::uuid is not null`,
      [basedOn, JSON.stringify(rules), why],
    ),
  );

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant('professional');
});
afterAll(closePools);

describe('a tenant’s own budgets', () => {
  it('become a version that differs in nothing else, and that the next request obeys', async () => {
    const { ctx } = tenant;
    expect(await setOwnBudgets(ctx, edit(1, [rule({})], false))).toBe(2);
    const next = await verifyTenantSession(tenant.session, tenant.slug);
    expect(await policyOf(next)).toEqual({
      ...PLAN_DEFAULTS.professional,
      ownBudgets: [rule({})],
      ownDowngradeModel: false,
      downgradeModel: false,
    });
    const [first, second] = await versions(ctx);
    const { ownBudgets, ownDowngradeModel, ownDowngradeLength, ...rest } = second?.manifest ?? {};
    expect(first?.manifest).toMatchObject(rest);
    expect([ownBudgets, ownDowngradeModel, ownDowngradeLength]).toEqual([[rule({})], false, true]);
    expect(second?.author_id).toBe(ctx.principal.id);
    expect(await readOwnBudgetRules(next)).toMatchObject({ version: 2, ownBudgets: [rule({})] });
  });

  it('are in the audit log with who and which fields', async () => {
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `select actor_id, detail from audit_entry where tenant_id = :tenant and action = 'policy.own_budgets'`,
      ),
    );
    expect(rows).toEqual([
      {
        actor_id: tenant.ctx.principal.id,
        detail: { version: 2, fields: ['ownBudgets', 'ownDowngradeModel'] },
      },
    ]);
  });

  it('stay when an operator edits the plan’s part', async () => {
    const operator = await makePlatformPerson('operator');
    const { ctx } = await verifyAgain();
    const policy = { ...(await policyOf(ctx)), requestsPerMinute: 61 };
    const { tenantId } = ctx;
    await editPolicy(operator, { tenantId, basedOn: 2, reason: 'Agreed', policy });
    await expect(setOwnBudgets(ctx, edit(2, []))).rejects.toMatchObject({ code: 'conflict' });
    await expect(call(ctx, 2, [])).rejects.toMatchObject({ code: '23505' });
    expect(await readOwnBudgetRules(ctx)).toMatchObject({ version: 3, ownBudgets: [rule({})] });
    await expect(setOwnBudgets(ctx, edit(3, [rule({})], false))).rejects.toMatchObject({
      message: expect.stringMatching(/Nothing differs/),
    });
  });

  it('are for owner and admins, in the code and in the database', async () => {
    const admin = await makeMember(tenant, 'admin');
    const member = await makeMember(tenant, 'member');
    await expect(setOwnBudgets(member.ctx, edit(3, []))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(call(member.ctx, 3, [])).rejects.toMatchObject({ code: '42501' });
    await expect(
      withTenantSql(admin.ctx, (sql) =>
        sql(
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
           select tenant_id, 4, manifest || '{"tokensPerDay": 1000000000}', 'sneaky', $1, now() from policy_version
           where tenant_id = :tenant and version = 3`,
          [admin.ctx.principal.id],
        ),
      ),
    ).rejects.toMatchObject({ code: '42501' });
    expect(await setOwnBudgets(admin.ctx, edit(3, [rule({ subject: member.id })]))).toBe(4);
  });

  it('name nobody from elsewhere, and are of the signed tenant alone', async () => {
    const other = await makeTenant();
    const foreign = [rule({ subject: other.ctx.principal.id })];
    const { ctx } = await verifyAgain();
    await expect(setOwnBudgets(ctx, edit(4, foreign))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(call(ctx, 4, foreign)).rejects.toMatchObject({ code: '23503' });
    expect(await versions(other.ctx)).toHaveLength(1);
  });

  it.each([
    [rule({ scope: 'tenant', period: 'day', tokens: 500_001 })],
    [rule({ tokens: 10_000_001 })],
    [rule({ tokens: null, priceNano: '200000000001' })],
  ])('are never above the plan’s: %j', async (above) => {
    const { ctx } = await verifyAgain();
    await expect(setOwnBudgets(ctx, edit(4, [above]))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/never bind/),
    });
  });

  it('can use what an add-on adds, now or in time to come', async () => {
    const { ctx } = await makeTenant('professional');
    const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
    const more = { tokensPerMonth: 0, requestsPerMinute: 0, priceNano: '0', feeNano: '0' };
    const addons = [
      { id: 'now', name: 'Now', from: hours(-1), until: hours(2), tokensPerDay: 10, ...more },
      { id: 'soon', name: 'Soon', from: hours(1), until: hours(3), tokensPerDay: 5, ...more },
      { id: 'over', name: 'Over', from: hours(-3), until: hours(-2), tokensPerDay: 90, ...more },
    ];
    await asSuperuser(
      "update policy_version set manifest = jsonb_set(manifest, '{addons}', $2) where tenant_id = $1",
      [ctx.tenantId, JSON.stringify(addons)],
    );
    const day = (tokens: number) => [rule({ scope: 'tenant', period: 'day', tokens })];
    expect((await readOwnBudgetRules(ctx)).plan.tokensPerDay).toBe(500_015);
    await expect(setOwnBudgets(ctx, edit(1, day(500_016)))).rejects.toMatchObject({
      message: expect.stringMatching(/500,015/),
    });
    expect(await setOwnBudgets(ctx, edit(1, day(500_015)))).toBe(2);
  });

  it.each([
    ['no list', {}],
    ['too many', Array.from({ length: 101 }, () => rule({ scope: 'feature', subject: newId() }))],
    ['an unknown scope', [{ ...rule({}), scope: 'planet' }]],
    ['an unknown part', [{ ...rule({}), tokensPerDay: 5 }]],
    ['a limit that is no number', [{ ...rule({}), tokens: 'many' }]],
    ['a negative limit', [{ ...rule({}), tokens: -1 }]],
    ['money in floating point', [{ ...rule({}), priceNano: '1.5' }]],
    ['a percent over 100', [{ ...rule({}), softPercent: 101 }]],
  ])('are refused by the database with %s', async (_, rules) => {
    const { ctx } = await verifyAgain();
    await expect(call(ctx, 4, rules)).rejects.toMatchObject({ code: '23514' });
  });

  it('never allow what an operator forbade, and forbid beside it', async () => {
    const made = await makeTenant('professional');
    const operator = await makePlatformPerson('operator');
    const { tenantId } = made.ctx;
    const change = async (basedOn: number, changes: Partial<Policy>) =>
      editPolicy(operator, {
        ...{ tenantId, basedOn, reason: 'Agreed' },
        policy: { ...PLAN_DEFAULTS.professional, ...changes },
      });
    const inForce = async () => {
      const { downgradeModel, downgradeLength } = await policyOf(
        await verifyTenantSession(made.session, made.slug),
      );
      return [downgradeModel, downgradeLength];
    };
    await change(1, { downgradeModel: false });
    expect(await inForce()).toEqual([false, true]);
    await setOwnBudgets(made.ctx, { ...edit(2, [rule({})]), downgradeLength: false });
    expect(await readOwnBudgetRules(made.ctx)).toMatchObject({
      forbidden: { model: true, length: false },
      ...{ downgradeModel: true, downgradeLength: false },
    });
    expect(await inForce()).toEqual([false, false]);
    // An operator neither allows what the tenant forbade, nor writes down for the tenant that it did.
    await change(3, { ownDowngradeModel: false });
    expect(await inForce()).toEqual([true, false]);
    await setOwnBudgets(made.ctx, edit(4, [rule({})]));
    expect(await inForce()).toEqual([true, true]);
  });

  it('have a reason', async () => {
    const { ctx } = await verifyAgain();
    await expect(call(ctx, 4, [], ' x ')).rejects.toMatchObject({ code: '23514' });
  });
});

async function verifyAgain() {
  return { ctx: await verifyTenantSession(tenant.session, tenant.slug) };
}
