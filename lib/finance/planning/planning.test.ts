import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { clock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { monthOf, monthsBefore } from '../statement/month-of';
import { burnDown } from './burn-down';
import { planSpend } from './plan-spend';
import { readPlanned } from './read-planned';
import { PLANNED_OF, whatIfParams } from './schema';
import { whatIf } from './what-if';

const MONTH = '2012-03';
const HAIKU = 'claude-haiku-5-5';
const SONNET = 'claude-sonnet-5-5';

const budgetOf = (plannedNano: string) => ({ month: MONTH, plannedNano, reason: 'Budget' });

let finance: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  [first, second] = [await makeTenant('professional'), await makeTenant('professional')];
});

describe('planned and actual', () => {
  const plan = (tenant: MadeTenant, plannedNano: string) =>
    planSpend(finance, { of: 'tenant', id: tenant.ctx.tenantId, ...budgetOf(plannedNano) });

  it('are compared by tenant, group and in all', async () => {
    await addUsage(first.ctx, { at: new Date('2012-03-01T00:00:00Z'), price: 40n });
    await addUsage(second.ctx, { at: new Date('2012-03-31T23:59:59Z'), price: 7n });
    await plan(first, '10');
    await plan(first, '100');
    const group = newId();
    await asSuperuser(`insert into tenant_group values ($1, $2, $3, now())`, [
      group,
      `Group ${group}`,
      finance.userId,
    ]);
    await asSuperuser(
      `insert into tenant_group_member (tenant_id, group_id, added_by, added_at)
       select unnest($1::uuid[]), $2, $3, now()`,
      [[first.ctx.tenantId, second.ctx.tenantId], group, finance.userId],
    );
    const planned = await readPlanned(finance, MONTH, { group });
    const of = (tenant: MadeTenant) =>
      planned.tenants.find((row) => row.key === tenant.ctx.tenantId);
    expect(of(first)).toMatchObject({ plannedNano: '100', actualNano: '40', leftNano: '60' });
    expect(of(second)).toMatchObject({ plannedNano: null, actualNano: '7', leftNano: null });
    expect(planned.groups.find((row) => row.key === group)).toMatchObject({
      ...{ tenants: 2, planned: 1, plannedNano: '100', actualNano: '47' },
      // What nobody planned of takes nothing from a plan.
      ...{ plannedActualNano: '40', leftNano: '60' },
    });
    expect(planned.burnDown).toHaveLength(31);
    expect(planned.burnDown[0]).toEqual({ day: '2012-03-01', leftNano: '60', evenNano: '96' });
    expect(planned.burnDown.at(-1)).toEqual({ day: '2012-03-31', leftNano: '60', evenNano: '0' });
    const all = (await readPlanned(finance, MONTH, {})).total;
    expect(all).toMatchObject({ planned: 1, plannedNano: '100', leftNano: '60' });
    const none = await readPlanned(finance, MONTH, { tenant: second.ctx.tenantId });
    expect(none.burnDown).toEqual([]);
  });

  it('are planned by finance alone, of tenants that there are', async () => {
    const auditor = await makePlatformPerson('auditor');
    const tenantId = first.ctx.tenantId;
    for (const of of PLANNED_OF) {
      const given = { of, ...budgetOf('1') };
      const forbidden = planSpend(auditor, { ...given, id: tenantId });
      await expect(forbidden).rejects.toMatchObject({ code: 'forbidden' });
      const nobody = planSpend(finance, { ...given, id: newId() });
      await expect(nobody).rejects.toMatchObject({ code: 'not_found' });
    }
    const seen = await readPlanned(auditor, MONTH, { tenant: tenantId });
    expect(seen.of).toBe(seen.tenants.find((row) => row.key === tenantId)?.label);
  });

  it('end at what is left, and the even line at nothing', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        fc.array(fc.bigInt({ min: -1000n, max: 10n ** 15n }), { minLength: 28, maxLength: 31 }),
        (planned, amounts) => {
          const days = amounts.map((_, n) => `2012-03-${String(n + 1).padStart(2, '0')}`);
          const spent = new Map(days.map((day, n) => [day, amounts[n] ?? 0n]));
          const line = burnDown(planned, days, spent, '2012-04-01');
          const all = amounts.reduce((a, b) => a + b, 0n);
          expect(line.at(-1)).toMatchObject({ leftNano: String(planned - all), evenNano: '0' });
          const until = burnDown(planned, days, spent, '2012-03-10');
          expect(until.filter(({ leftNano }) => leftNano === null)).toHaveLength(days.length - 10);
        },
      ),
    );
  });
});

describe('what if', () => {
  const lastMonth = monthsBefore(monthOf(new Date(clock().now()), 'UTC'), 1);
  const of = async (given: Record<string, unknown>) => {
    const { tenantId } = first.ctx;
    return whatIf(finance, whatIfParams.parse({ ...given, tenant: tenantId }));
  };

  beforeAll(async () => {
    const at = new Date(`${lastMonth}-15T12:00:00Z`);
    await addUsage(first.ctx, {
      at,
      price: 1_401n,
      cost: 1_000n,
      inputTokens: 100,
      outputTokens: 20,
    });
    await addUsage(first.ctx, { at, price: 3n, cost: 1n, model: SONNET });
    await addUsage(first.ctx, { at, price: 0n, cost: 0n, account: 'own' });
  });

  it('nothing is otherwise, everything is as it was', async () => {
    const { total } = await of({});
    expect(total).toMatchObject({
      calls: 3,
      cost: { beforeNano: '1001', afterNano: '1001' },
      price: { beforeNano: '1404', afterNano: '1404' },
    });
    expect(total.bill.afterNano).toBe(total.bill.beforeNano);
  });

  it('prices are otherwise, each call is rounded up by itself', async () => {
    const { total } = await of({ priceBp: '1' });
    expect(total.price.afterNano).toBe(String(1_402n + 4n));
    expect((await of({ priceBp: '-10000' })).total.price.afterNano).toBe('0');
  });

  it('another model answers, its tokens are priced as the price book in force does it', async () => {
    const { total, unpriced } = await of({ fromModel: HAIKU, toModel: SONNET });
    const lines = await asSuperuser<{ book: string; input_nano: string; output_nano: string }>(
      `select v.book, l.input_nano, l.output_nano from price_line l
       join (select distinct on (book) book, id from price_version where effective_from <= now()
         order by book, effective_from desc, id desc) v on v.id = l.version
       where l.model = $1 and l.input_over = 0 and l.plan in ('*', 'professional')`,
      [SONNET],
    );
    const charge = (book: string) => {
      const line = lines.find((each) => each.book === book);
      return 100n * BigInt(line?.input_nano ?? 0) + 20n * BigInt(line?.output_nano ?? 0);
    };
    expect(unpriced).toBe(0);
    // The third call's account is the tenant's own: it costs the platform nothing, and is charged.
    expect(total.price.afterNano).toBe(String(2n * charge('price') + 3n));
    expect(total.cost.afterNano).toBe(String(charge('cost') + 1n));
  });

  it('a model without a price leaves its calls as they were, and says how many', async () => {
    const unknown = { toModel: 'no-such-model' as never, tenant: first.ctx.tenantId };
    const { total, unpriced } = await whatIf(finance, {
      ...whatIfParams.parse({ fromModel: HAIKU }),
      ...unknown,
    });
    expect(unpriced).toBe(2);
    expect(total.price.afterNano).toBe(total.price.beforeNano);
  });

  it('another plan has another fee, also of a tenant that called nothing', async () => {
    const idle = await makeTenant('starter');
    await asSuperuser(`update tenant set created_at = '2012-01-01' where id = $1`, [
      idle.ctx.tenantId,
    ]);
    await asSuperuser(`update tenant_plan set since = '2012-01-01' where tenant_id = $1`, [
      first.ctx.tenantId,
    ]);
    await asSuperuser(`update tenant set created_at = '2012-01-01' where id = $1`, [
      first.ctx.tenantId,
    ]);
    const { total } = await of({ fromPlan: 'professional', toPlan: 'enterprise' });
    const fees = await asSuperuser<{ plan: string; fee: string }>(
      `select p.plan, p.fee_nano::text as fee from price_plan p join price_version v on v.id = p.version
       where v.book = 'price' and v.effective_from <= $1 order by v.effective_from, v.id`,
      [`${lastMonth}-01T00:00:00Z`],
    );
    const fee = (plan: string) => BigInt(fees.findLast((each) => each.plan === plan)?.fee ?? 0);
    const more = BigInt(total.bill.afterNano) - BigInt(total.bill.beforeNano);
    expect(more).toBe(fee('enterprise') - fee('professional'));
    const { rows } = await whatIf(
      finance,
      whatIfParams.parse({ fromPlan: 'starter', toPlan: 'enterprise' }),
    );
    const effect = rows.find((row) => row.tenant.id === idle.ctx.tenantId);
    expect(effect).toMatchObject({ calls: 0, price: { beforeNano: '0', afterNano: '0' } });
    expect(effect?.bill).toEqual({
      beforeNano: String(fee('starter')),
      afterNano: String(fee('enterprise')),
    });
    expect(rows.map((row) => row.tenant.id)).not.toContain(second.ctx.tenantId);
  });
});
