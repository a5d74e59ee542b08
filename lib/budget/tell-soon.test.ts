import { expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { AppError, type LimitDetail } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { readNotices } from '@/lib/usage/budgets/queries';
import { subjectOf } from './reserve';
import { scopesOf } from './scopes';
import { tellSoon } from './tell-soon';

const CALL = { model: 'claude-haiku-5-5', feature: 'messages' };

const useOf = async (ctx: TenantContext) => ({
  policy: await policyOf(ctx),
  subject: subjectOf(ctx),
  call: CALL,
});

/** So many percent of the month's tokens. */
async function fill(ctx: TenantContext, percent: number): Promise<void> {
  const scopes = scopesOf(subjectOf(ctx), await policyOf(ctx), CALL, new Date());
  for (const { scope, scopeId, period, periodStart, tokenLimit } of scopes)
    await asSuperuser(
      `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        ctx.tenantId,
        scope,
        scopeId,
        period,
        periodStart,
        period === 'month' ? (tokenLimit * BigInt(percent)) / 100n : 0n,
      ],
    );
}

const told = async (ctx: TenantContext) =>
  (await readNotices(ctx)).map(({ period, percent }) => `${period} ${percent}`).sort();

const WAIT = { timeout: 20_000 };

it('tells what many calls reached, and what refused one, each tenant its own', async () => {
  const [{ ctx }, other] = [await makeTenant(), (await makeTenant()).ctx];
  await Promise.all([fill(ctx, 96), fill(other, 10)]);
  const use = await useOf(ctx);
  for (let n = 0; n < 20; n++) tellSoon(ctx, use);
  const limit: LimitDetail = {
    name: 'tokens_per_day',
    scope: 'tenant',
    scopeId: ctx.tenantId,
    period: 'day',
    unit: 'tokens',
    limit: 1,
    used: 1,
    remedy: 'Wait.',
  };
  tellSoon(ctx, use, new AppError('budget_exhausted', 'No room.', { limit }));
  tellSoon(other, await useOf(other));
  await vi.waitFor(async () => expect(await told(ctx)).toEqual(['day 0', 'month 95']), WAIT);
  expect(await told(other)).toEqual([]);
});

it('tells again of what comes later, and takes one transaction for all that comes at once', async () => {
  const { ctx } = await makeTenant();
  await fill(ctx, 100);
  const use = await useOf(ctx);
  const transactions = vi.spyOn(ctx, 'databaseToken');
  for (let n = 0; n < 50; n++) tellSoon(ctx, use);
  await vi.waitFor(() => expect(transactions).toHaveBeenCalledTimes(1), WAIT);
  await vi.waitFor(async () => expect(await told(ctx)).toEqual(['month 100']), WAIT);
  transactions.mockClear();
  tellSoon(ctx, use);
  await vi.waitFor(() => expect(transactions).toHaveBeenCalledTimes(1), WAIT);
});
