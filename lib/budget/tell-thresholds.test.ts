import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownerClient } from '@/e2e/support/owner-client';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { markNotices } from '@/lib/usage/budgets/mark-notices';
import { readNotices } from '@/lib/usage/budgets/queries';
import type { BudgetScope } from './scopes';
import { UNLIMITED } from './soft-amounts';
import { type RefusedBy, reachedOf, tellThresholds } from './tell-thresholds';

const START = new Date('2026-11-01T00:00:00Z');
const scopeOf = (ctx: TenantContext, changes: Partial<BudgetScope> = {}): BudgetScope => ({
  scope: 'tenant',
  scopeId: ctx.tenantId,
  period: 'month',
  periodStart: START,
  resetsAt: new Date('2026-12-01T00:00:00Z'),
  tokenLimit: 1_000n,
  priceLimit: UNLIMITED,
  tell: { tokens: 800n, price: UNLIMITED },
  ...changes,
});

/** What calls used, as their settlements would have counted it. */
async function count(scope: BudgetScope, tenantId: string, tokens: number): Promise<void> {
  const owner = await ownerClient();
  await owner.query('alter table budget_counter no force row level security');
  await owner.query(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_tokens = $6`,
    [tenantId, scope.scope, scope.scopeId, scope.period, scope.periodStart, tokens],
  );
  await owner.query('alter table budget_counter force row level security');
  await owner.end();
}

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});
afterAll(closePools);

describe('the highest threshold reached', () => {
  const of = (tokens: bigint, price = 0n, changes: Partial<BudgetScope> = {}) =>
    reachedOf(
      { tokenLimit: 1_000n, priceLimit: 100n, tell: { tokens: 800n, price: 80n }, ...changes },
      { tokens, price },
    );
  it('is the soft one, 95 or 100, by the fuller limit', () => {
    expect(of(799n)).toBeUndefined();
    expect(of(800n)).toEqual({ percent: 80, unit: 'tokens' });
    expect(of(949n, 95n)).toEqual({ percent: 95, unit: 'price' });
    expect(of(2_000n, 95n)).toEqual({ percent: 100, unit: 'tokens' });
    expect(of(0n, 0n, { tokenLimit: 0n })).toEqual({ percent: 100, unit: 'tokens' });
    expect(of(940n, 0n, { tell: undefined })).toBeUndefined();
    expect(of(1n << 62n, 0n, { tokenLimit: UNLIMITED })).toBeUndefined();
  });
});

describe('telling of a threshold', () => {
  it('happens once for each counter and threshold, however many reach it at once', async () => {
    const { ctx } = tenant;
    const scope = scopeOf(ctx);
    expect(await tellThresholds(ctx, [scope])).toBe(0);
    await count(scope, ctx.tenantId, 810);
    const told = await Promise.all(Array.from({ length: 12 }, () => tellThresholds(ctx, [scope])));
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(1);
    await count(scope, ctx.tenantId, 960);
    expect(await tellThresholds(ctx, [scope])).toBe(1);
    expect(await tellThresholds(ctx, [scope])).toBe(0);
    expect((await readNotices(ctx)).map(({ percent, unit }) => [percent, unit])).toEqual([
      [95, 'tokens'],
      [80, 'tokens'],
    ]);
  });

  it('says of a refusal that it was one, once a period, and tells the thresholds all the same', async () => {
    const { ctx } = await makeTenant();
    const scope = scopeOf(ctx);
    await count(scope, ctx.tenantId, 480);
    const refused = {
      ...{ scope: 'tenant', scopeId: ctx.tenantId, period: 'month' },
      unit: 'price',
    };
    const by = [refused as RefusedBy];
    expect(await tellThresholds(ctx, [scope], by)).toBe(1);
    expect(await tellThresholds(ctx, [scope], by)).toBe(0);
    await count(scope, ctx.tenantId, 800);
    expect(await tellThresholds(ctx, [scope], by)).toBe(1);
    expect((await readNotices(ctx)).map(({ percent, unit }) => [percent, unit])).toEqual([
      [80, 'tokens'],
      [0, 'price'],
    ]);
    const next = scopeOf(ctx, { periodStart: new Date('2026-12-01T00:00:00Z') });
    await count(next, ctx.tenantId, 800);
    expect(await tellThresholds(ctx, [next])).toBe(1);
  });

  it('is taken back when the limit was raised, and happens again at the new one', async () => {
    const { ctx } = await makeTenant();
    const scope = scopeOf(ctx);
    await count(scope, ctx.tenantId, 1_000);
    expect(await tellThresholds(ctx, [scope])).toBe(1);
    const raised = scopeOf(ctx, {
      tokenLimit: 2_000n,
      tell: { tokens: 1_600n, price: UNLIMITED },
    });
    expect(await tellThresholds(ctx, [raised])).toBe(0);
    expect(await readNotices(ctx)).toEqual([]);
    await count(raised, ctx.tenantId, 2_000);
    const told = await Promise.all([raised, raised].map((each) => tellThresholds(ctx, [each])));
    expect(told.toSorted()).toEqual([0, 1]);
    expect((await readNotices(ctx)).map(({ percent }) => percent)).toEqual([100]);
  });

  it('says nothing of minutes', async () => {
    const { ctx } = tenant;
    const minute = scopeOf(ctx, { period: 'minute' });
    await count(minute, ctx.tenantId, 1_000);
    expect(await tellThresholds(ctx, [minute])).toBe(0);
  });

  it('reaches owner and admins of the tenant alone, and stays read', async () => {
    const { ctx } = tenant;
    const admin = await makeMember(tenant, 'admin');
    const member = await makeMember(tenant, 'member');
    const other = await makeTenant();
    const [first, ...rest] = await readNotices(admin.ctx, { unread: true });
    expect(rest.length).toBeGreaterThan(0);
    await expect(readNotices(member.ctx)).rejects.toMatchObject({ code: 'forbidden' });
    const raw = (of: TenantContext) =>
      withTenantSql(of, (sql) => sql('select id from budget_notice where tenant_id = :tenant'));
    expect(await raw(member.ctx)).toEqual([]);
    expect(await raw(other.ctx)).toEqual([]);
    await markNotices(other.ctx, [first?.id ?? '']);
    expect(await readNotices(ctx, { unread: true })).toHaveLength(rest.length + 1);
    await markNotices(admin.ctx, [first?.id ?? '']);
    expect(await readNotices(ctx, { unread: true })).toEqual(rest);
    expect((await readNotices(ctx)).find(({ id }) => id === first?.id)?.read).toBe(true);
  });
});
