import { afterAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { previewPolicy } from './preview-policy';

const BEGIN_MS = 30 * 86_400_000;
const MINUTE_MS = 60_000;

afterAll(closePools);

it('counts what was used of the month before its first day, and says what the rest cost in fact', async () => {
  const operator = await makePlatformPerson('operator');
  const { ctx } = await makeTenant('free');
  const at = (fromBegin: number) => new Date(Date.now() - BEGIN_MS + fromBegin);
  await addUsage(ctx, { at: at(-MINUTE_MS), inputTokens: 880 });
  await addUsage(ctx, { at: at(MINUTE_MS) });
  const preview = (tokens: number) =>
    previewPolicy(operator, ctx.tenantId, {
      ...PLAN_DEFAULTS.free,
      ...{ tokensPerDay: tokens, tokensPerMonth: tokens },
    });
  expect(await preview(1_000)).toMatchObject({ requests: 1, refused: 1, costNano: '-1000' });
  expect(await preview(1_020)).toMatchObject({
    ...{ requests: 1, refused: 0, costNano: '0', costThenNano: '1000', priceThenNano: '1400' },
  });
});

it('finds nothing to go by where nothing was asked', async () => {
  const operator = await makePlatformPerson('operator');
  const { ctx } = await makeTenant('free');
  expect(await previewPolicy(operator, ctx.tenantId, PLAN_DEFAULTS.free)).toMatchObject({
    ...{ requests: 0, refused: 0, refusedNow: 0, costNano: '0', priceNano: '0', isPart: false },
    ...{ costThenNano: '0', priceThenNano: '0' },
  });
  await expect(previewPolicy(operator, newId(), PLAN_DEFAULTS.free)).rejects.toMatchObject({
    code: 'not_found',
  });
  const finance = await makePlatformPerson('finance');
  await expect(previewPolicy(finance, ctx.tenantId, PLAN_DEFAULTS.free)).rejects.toMatchObject({
    code: 'forbidden',
  });
});
