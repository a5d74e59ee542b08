import { afterAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { applyPlanChanges } from '@/lib/db/credentials';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import { readStatement } from '@/lib/finance/statement/read-statement';
import { newId } from '@/lib/ids';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyOf } from '@/lib/tenancy/policy';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { setOwnLimits } from '@/lib/usage/own-limits/set-own-limits';
import { changePlan } from './change-plan';
import { planLimits, plannedPolicy } from './planned-policy';
import { readPlans } from './queries';
import { undoChange } from './undo-change';

afterAll(closePools);

const again = ({ session, slug }: MadeTenant) => verifyTenantSession(session, slug);
const to = (plan: Plan, basedOn = 1) => ({ to: plan, basedOn, reason: 'We have grown' });
const cardOf = async (tenant: MadeTenant, plan: Plan) =>
  (await readPlans(await again(tenant))).plans.find((card) => card.plan === plan);

describe('what a plan holds', () => {
  it.each(PLANS)('is the same in code and database: %s', async (plan) => {
    const [row] = await asSuperuser<{ limits: unknown }>(
      'select tenancy.plan_limits($1) as limits',
      [plan],
    );
    expect(row?.limits).toEqual(planLimits(PLAN_DEFAULTS[plan]));
  });

  it.each(PLANS.flatMap((from) => PLANS.map((next) => [from, next] as const)))(
    'takes the same place in a policy: %s to %s',
    async (from, next) => {
      const { burstPerSecond: _, ...old } = PLAN_DEFAULTS[from];
      const stored = {
        ...old,
        requestsPerMinute: 5_000,
        priceNanoPerMonth: '9000000000000000',
        ownLimits: { tokensPerDay: 7 },
        ownBudgets: [{ kept: true }],
      };
      const [row] = await asSuperuser<{ policy: unknown }>(
        'select tenancy.planned_policy($1, $2, $3) as policy',
        [JSON.stringify(stored), from, next],
      );
      expect(row?.policy).toEqual(plannedPolicy(stored, from, next, PLAN_DEFAULTS));
    },
  );
});

describe('a higher plan', () => {
  it('is in force with the next request, and its statement is the one that was quoted', async () => {
    const tenant = await makeTenant('starter');
    const { ctx } = tenant;
    await setOwnLimits(ctx, { basedOn: 1, limits: { tokensPerDay: 1_000 }, reason: 'Careful' });
    const quote = (await cardOf(tenant, 'professional'))?.quote;
    expect(quote).toMatchObject({ direction: 'up', misfits: [] });
    await changePlan(await again(tenant), to('professional', 2));
    const next = await again(tenant);
    expect(next.plan).toBe('professional');
    expect(await policyOf(next)).toEqual(PLAN_DEFAULTS.professional);
    const finance = await makePlatformPerson('finance');
    const month = monthOf(now(), 'UTC');
    const statement = async () => (await readStatement(finance, ctx.tenantId, month)).statement;
    expect((await statement()).sums.fee).toBe(quote?.thisMonth.after.feeNano);
    const rows = await withTenantSql(next, (sql) =>
      sql(
        `select actor_id, detail from audit_entry where tenant_id = :tenant and action = 'plan.change'`,
      ),
    );
    expect(rows).toEqual([
      {
        actor_id: ctx.principal.id,
        detail: { from: 'starter', to: 'professional', version: 3 },
      },
    ]);
    expect((await readPlans(next)).history).toMatchObject([{ from: 'starter', state: 'done' }]);
  });

  it('shares the month by days, as the statement does', async () => {
    const tenant = await makeTenant('starter');
    const { tenantId } = tenant.ctx;
    const { start } = monthSpan(monthOf(now(), 'UTC'), 'UTC');
    await asSuperuser('update tenant set created_at = $2 where id = $1', [tenantId, start]);
    await asSuperuser('update tenant_plan set since = $2 where tenant_id = $1', [tenantId, start]);
    const quote = (await cardOf(tenant, 'enterprise'))?.quote;
    await changePlan(tenant.ctx, to('enterprise'));
    const finance = await makePlatformPerson('finance');
    const { statement } = await readStatement(finance, tenantId, monthOf(now(), 'UTC'));
    expect(statement.sums.fee).toBe(quote?.thisMonth.after.feeNano);
    expect(statement.lines.filter(({ kind }) => kind === 'fee')).toHaveLength(
      quote?.days === quote?.daysInMonth ? 1 : 2,
    );
  });

  it('lowers nothing that was agreed higher', async () => {
    const tenant = await makeTenant('starter');
    await asSuperuser(
      `update policy_version set manifest = manifest || '{"requestsPerMinute": 500}' where tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    await changePlan(tenant.ctx, to('professional'));
    expect(await policyOf(await again(tenant))).toMatchObject({
      requestsPerMinute: 500,
      tokensPerDay: 500_000,
    });
  });

  it('is refused over a policy that nobody looked at, and for the plan in force', async () => {
    const { ctx } = await makeTenant('starter');
    const conflict = { code: 'conflict' };
    await expect(changePlan(ctx, to('professional', 7))).rejects.toMatchObject(conflict);
    await expect(changePlan(ctx, to('starter'))).rejects.toMatchObject(conflict);
  });

  it('is the owner’s to take, past every check of the code too', async () => {
    const tenant = await makeTenant('starter');
    const { ctx: admin } = await makeMember(tenant, 'admin');
    await expect(changePlan(admin, to('professional'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const raise = (plan: string, ctx = tenant.ctx) =>
      withTenantSql(ctx, (sql) =>
        sql('select tenancy.raise_plan($1, $2, 1, $3, now()) where :tenant::uuid is not null', [
          newId(),
          plan,
          'directly',
        ]),
      );
    await expect(raise('professional', admin)).rejects.toMatchObject({ code: '42501' });
    await expect(raise('free')).rejects.toMatchObject({ code: '23514' });
    await expect(
      withTenantSql(tenant.ctx, (sql) =>
        sql(`update tenant set plan = 'enterprise' where id = :tenant`),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a lower plan', () => {
  it('begins with the next month, and can be undone until then', async () => {
    const tenant = await makeTenant('professional');
    const { ctx } = tenant;
    const quote = (await cardOf(tenant, 'starter'))?.quote;
    expect(quote?.thisMonth.after).toEqual(quote?.thisMonth.before);
    const { end } = monthSpan(monthOf(now(), 'UTC'), 'UTC');
    expect(await changePlan(ctx, to('starter'))).toBe(end.toISOString());
    await expect(changePlan(ctx, to('free'))).rejects.toMatchObject({ code: 'conflict' });
    const { scheduled } = await readPlans(ctx);
    expect(scheduled).toMatchObject({ to: 'starter', effectiveAt: end.toISOString() });
    await applyPlanChanges(new Date(end.getTime() - 1));
    expect((await again(tenant)).plan).toBe('professional');
    await undoChange(ctx, scheduled?.id ?? '');
    await expect(undoChange(ctx, scheduled?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect(await applyPlanChanges(end)).toBe(0);
    expect((await again(tenant)).plan).toBe('professional');
  });

  it('is put in force when it is due, once', async () => {
    const tenant = await makeTenant('professional');
    const { end } = monthSpan(monthOf(now(), 'UTC'), 'UTC');
    await changePlan(tenant.ctx, to('starter'));
    expect(await applyPlanChanges(end)).toBe(1);
    expect(await applyPlanChanges(end)).toBe(0);
    const next = await again(tenant);
    expect(next.plan).toBe('starter');
    expect(await policyOf(next)).toEqual(PLAN_DEFAULTS.starter);
    const [entry] = await withTenantSql(next, (sql) =>
      sql(
        `select actor_kind from audit_entry where tenant_id = :tenant and action = 'plan.change'`,
      ),
    );
    expect(entry).toEqual({ actor_kind: 'system' });
  });

  it('ends with an upgrade', async () => {
    const tenant = await makeTenant('professional');
    await changePlan(tenant.ctx, to('starter'));
    await changePlan(tenant.ctx, to('enterprise'));
    const view = await readPlans(await again(tenant));
    expect(view.scheduled).toBeUndefined();
    expect(view.history.map(({ state }) => state).sort()).toEqual(['done', 'undone']);
  });

  it('that the workspace does not fit into is refused, with what stands in the way', async () => {
    const tenant = await makeTenant('starter');
    await asSuperuser(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, stage, created_by, created_at, stage_at)
       select $1, gen_random_uuid(), $2, '\\x00', 'text/plain', 10, sha256(n::text::bytea), 'indexed', $3, now(), now()
       from generate_series(1, 101) n`,
      [tenant.ctx.tenantId, tenant.folderId, tenant.ctx.principal.id],
    );
    expect((await cardOf(tenant, 'free'))?.quote?.misfits).toEqual([
      { what: 'documents', have: 101, limit: 100 },
    ]);
    await expect(changePlan(tenant.ctx, to('free'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is nobody else’s to schedule or undo', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await changePlan(tenant.ctx, to('starter'));
    const id = (await readPlans(tenant.ctx)).scheduled?.id ?? '';
    await expect(undoChange(other.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await readPlans(other.ctx)).scheduled).toBeUndefined();
    const { ctx: admin } = await makeMember(tenant, 'admin');
    await expect(undoChange(admin, id)).rejects.toMatchObject({ code: 'forbidden' });
    const undone = await withTenantSql(admin, (sql) =>
      sql(
        `update plan_change set state = 'undone', ended_at = now() where tenant_id = :tenant returning id`,
      ),
    );
    expect(undone).toEqual([]);
  });
});
