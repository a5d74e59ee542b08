import { afterAll, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { editPolicy } from '@/lib/console/edit-policy';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyOf } from '@/lib/tenancy/policy';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readMeter } from '../meter/read-meter';
import { readOwnLimits } from './queries';
import { mostAMonth, setOwnLimitsSchema } from './schema';
import { setOwnLimits } from './set-own-limits';

afterAll(closePools);

const again = ({ session, slug }: MadeTenant) => verifyTenantSession(session, slug);
const edit = (limits: object, basedOn = 1) => ({ basedOn, limits, reason: 'As we need it' });
/** Past every check of the code. */
const call = (ctx: TenantContext, limits: object, basedOn = 1) =>
  withTenantSql(ctx, (sql) =>
    sql('select tenancy.set_own_limits($1, $2, $3, now()) where :tenant::uuid is not null', [
      basedOn,
      JSON.stringify(limits),
      'directly',
    ]),
  );

it('moves limits within the range at once, with everything else as it was', async () => {
  const tenant = await makeTenant('professional');
  const limits = { requestsPerMinute: 90, tokensPerDay: 1_000, priceNanoPerMonth: '300000000000' };
  expect(await setOwnLimits(tenant.ctx, edit(limits))).toBe(2);
  const next = await again(tenant);
  expect(await policyOf(next)).toEqual({
    ...PLAN_DEFAULTS.professional,
    ...limits,
    ownLimits: limits,
  });
  const day = (await readMeter(next)).items.find(({ name }) => name === 'tokens_per_day');
  expect(day?.limit).toBe('1000');
  const view = await readOwnLimits(next);
  expect(view.ranges).toContainEqual({
    limit: 'tokensPerDay',
    now: '1000',
    agreed: '500000',
    ceiling: '750000',
  });
  // The fee of $99 and all of the usage, of which the fee covers nothing.
  expect(mostAMonth(view.prices, 300_000_000_000n)).toBe(
    BigInt(view.prices.feeNano) + 300_000_000_000n - BigInt(view.prices.includedNano),
  );
});

it('ends at the range, past the code too', async () => {
  const { ctx } = await makeTenant('professional');
  const refused = { code: 'invalid_input' };
  await expect(setOwnLimits(ctx, edit({ requestsPerMinute: 91 }))).rejects.toMatchObject(refused);
  await expect(
    setOwnLimits(ctx, edit({ tokensPerDay: 700_000, tokensPerMonth: 600_000 })),
  ).rejects.toMatchObject(refused);
  const check = { code: '23514' };
  await expect(call(ctx, { requestsPerMinute: 91 })).rejects.toMatchObject(check);
  await expect(call(ctx, { weight: 100 })).rejects.toMatchObject(check);
  await expect(call(ctx, { tokensPerDay: '5' })).rejects.toMatchObject(check);
  await expect(call(ctx, { tokensPerDay: -5 })).rejects.toMatchObject(check);
  const { ctx: free } = await makeTenant('free');
  await expect(setOwnLimits(free, edit({ requestsPerMinute: 11 }))).rejects.toMatchObject(refused);
  expect(setOwnLimitsSchema.safeParse(edit({ tokensPerDay: 0 })).success).toBe(false);
});

it('is not raised by what the platform lowers later, and is left by its edits', async () => {
  const tenant = await makeTenant('professional');
  await setOwnLimits(tenant.ctx, edit({ requestsPerMinute: 90 }));
  const operator = await makePlatformPerson('operator');
  const policy = { ...PLAN_DEFAULTS.professional, requestsPerMinute: 20, ownLimits: {} };
  const { tenantId } = tenant.ctx;
  await editPolicy(operator, { tenantId, basedOn: 2, reason: 'Less for now', policy });
  expect(await policyOf(await again(tenant))).toMatchObject({
    requestsPerMinute: 30,
    ownLimits: { requestsPerMinute: 90 },
  });
});

it('is for owner and admins, over the version that they looked at', async () => {
  const tenant = await makeTenant();
  const { ctx: member } = await makeMember(tenant);
  const { ctx: admin } = await makeMember(tenant, 'admin');
  const limits = { tokensPerDay: 5_000 };
  await expect(setOwnLimits(member, edit(limits))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(call(member, limits)).rejects.toMatchObject({ code: '42501' });
  const both = await Promise.allSettled([
    setOwnLimits(admin, edit(limits)),
    setOwnLimits(tenant.ctx, edit({ tokensPerDay: 6_000 })),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(setOwnLimits(admin, edit(limits))).rejects.toMatchObject({ code: 'conflict' });
});
