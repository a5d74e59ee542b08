import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { reserve } from './reserve';

const need = () => ({
  requestId: newId(),
  callOrdinal: 0,
  feature: 'test',
  model: 'claude-haiku-5-5',
  inputTokenBound: 600,
  maxOutputTokens: 400,
  documents: [],
});
let undo: () => void = () => undefined;
const at = (time: string) => {
  undo();
  undo = setClock(new SimulatedClock(Date.parse(time)));
};

let tenant: MadeTenant;
const twoCalls: Policy = {
  ...PLAN_DEFAULTS.free,
  downgradeLength: false,
  tokensPerDay: 2_000,
  tokensPerMonth: 4_000,
};
const take = () => reserve(tenant.ctx, twoCalls, need());
const counters = () =>
  withTenantSql(tenant.ctx, (sql) =>
    sql<{ period: string; held: number }>(
      `select period, held_tokens::int as held from budget_counter where tenant_id = :tenant
       order by period, period_start`,
    ),
  );

beforeAll(async () => {
  tenant = await makeTenant('free');
});
afterEach(() => undo());
afterAll(closePools);

describe('when the clock goes back', () => {
  it('an earlier day counts on where it was, and gives no budget anew', async () => {
    at('2027-03-30T23:00:00Z');
    await take();
    at('2027-03-31T01:00:00Z');
    await take();
    at('2027-03-30T23:30:00Z');
    await take();
    await expect(take()).rejects.toMatchObject({
      code: 'budget_exhausted',
      limit: { name: 'tokens_per_day', resetsAt: '2027-03-31T00:00:00.000Z' },
    });
    expect(await counters()).toEqual([
      { period: 'day', held: 2_000 },
      { period: 'day', held: 1_000 },
      { period: 'month', held: 3_000 },
    ]);
  });

  it('a day or month that was never there is not made: nothing is admitted until time has caught up', async () => {
    at('2027-02-10T12:00:00Z');
    await expect(take()).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 1 });
    expect(await counters()).toHaveLength(3);
    at('2027-03-31T02:00:00Z');
    await take();
  });
});

describe('at the edge of a month', () => {
  it('a call counts where it was held, and the next month begins with nothing', async () => {
    at('2027-03-31T23:59:59.999Z');
    await expect(take()).rejects.toMatchObject({ limit: { name: 'tokens_per_day' } });
    at('2027-04-01T00:00:00Z');
    await take();
    expect((await counters()).filter(({ period }) => period === 'month')).toEqual([
      { period: 'month', held: 4_000 },
      { period: 'month', held: 1_000 },
    ]);
  });
});
