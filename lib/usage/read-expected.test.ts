import { expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { NO_USAGE, priceBookFor } from '@/lib/metering/price-book';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { readExpectedCosts } from './read-expected';

it('says what a call by each allowed model will cost, from the workspace’s own calls', async () => {
  const tenant = await makeTenant('professional');
  const other = await makeTenant('professional');
  const model = 'claude-haiku-5-5';
  for (const outputTokens of [10, 30])
    await addUsage(tenant.ctx, { at: new Date(), model, inputTokens: 200, outputTokens });
  const costs = await readExpectedCosts(tenant.ctx);
  expect(costs.map((each) => each.model)).toEqual(PLAN_DEFAULTS.professional.models);
  const tokens = { inputTokens: 200, outputTokens: 20 };
  const { price } = (await priceBookFor('professional')).priceCall(model, {
    ...NO_USAGE,
    ...tokens,
  });
  expect(costs.find((each) => each.model === model)).toEqual({
    ...{ model, calls: 2, ...tokens },
    priceNano: price.toString(),
  });
  expect(costs.filter((each) => each.model !== model).map(({ calls }) => calls)).toEqual([0]);
  expect((await readExpectedCosts(other.ctx)).map(({ calls }) => calls)).toEqual([0, 0]);
  const member = (await makeMember(tenant)).ctx;
  await expect(readExpectedCosts(member)).rejects.toMatchObject({ code: 'forbidden' });
});
