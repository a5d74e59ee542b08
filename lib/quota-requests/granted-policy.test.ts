import { expect, it } from 'vitest';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyAt } from '@/lib/tenancy/policy-at';
import { effectivePolicy } from '@/lib/tenancy/schema';
import { grantedPolicy } from './granted-policy';
import { monthAtLimits, monthOfUse } from './project-use';

const policy = {
  ...PLAN_DEFAULTS.starter,
  ownLimits: { tokensPerDay: 1_000, requestsPerMinute: 5 },
};
const terms = { id: 'one', from: new Date('2026-05-01T00:00:00Z'), days: null, feeNano: '0' };

it('ends what was set below a limit that is granted for good, and nothing else', () => {
  expect(grantedPolicy(policy, { tokensPerDay: 900_000 }, terms)).toEqual({
    ...policy,
    tokensPerDay: 900_000,
    ownLimits: { requestsPerMinute: 5 },
  });
});

it('adds the difference to what is in force for the days', () => {
  const raised = { ...policy, ownLimits: { tokensPerDay: 250_000, requestsPerMinute: 5 } };
  const boosted = grantedPolicy(raised, { tokensPerDay: 300_000 }, { ...terms, days: 2 });
  expect(boosted.addons).toMatchObject([
    { tokensPerDay: 50_000, tokensPerMonth: 0, until: '2026-05-03T00:00:00.000Z' },
  ]);
  expect({ ...boosted, addons: [] }).toEqual({ ...raised, addons: [] });
});

it('gives no more to a workspace that lowered the limit before it asked', () => {
  const boosted = grantedPolicy(policy, { tokensPerDay: 300_000 }, { ...terms, days: 2 });
  expect(boosted.ownLimits).toEqual({ requestsPerMinute: 5 });
  const raisedAgain = effectivePolicy({
    ...boosted,
    ownLimits: { tokensPerDay: policy.tokensPerDay },
  });
  for (const each of [effectivePolicy(boosted), raisedAgain])
    expect(policyAt(each, terms.from).tokensPerDay).toBe(300_000);
});

it('does not add to another boost while both last, and costs once', () => {
  const ten = { ...terms, days: 10, feeNano: '5' };
  const first = grantedPolicy(policy, { tokensPerDay: 300_000 }, { ...ten, id: 'first', days: 4 });
  const both = grantedPolicy(first, { tokensPerDay: 400_000 }, ten);
  for (const day of ['01', '04', '05', '10'])
    expect(policyAt(effectivePolicy(both), new Date(`2026-05-${day}T12:00:00Z`)).tokensPerDay).toBe(
      400_000,
    );
  const after = policyAt(effectivePolicy(both), new Date('2026-05-11T00:00:00Z'));
  expect(after.tokensPerDay).toBe(policy.tokensPerDay);
  expect(both.addons.map(({ feeNano }) => feeNano)).toEqual(['5', '5', '0']);
  expect(new Set(both.addons.map(({ id }) => id)).size).toBe(3);
});

it('leaves out what has ended, so that there is room for the next', () => {
  const over = grantedPolicy(policy, { tokensPerDay: 300_000 }, { ...terms, days: 2 });
  const from = new Date('2026-05-03T00:00:00Z');
  const next = grantedPolicy(
    over,
    { tokensPerDay: 300_000 },
    { ...terms, id: 'two', from, days: 2 },
  );
  expect(next.addons.map(({ id }) => id)).toEqual(['two']);
});

it('projects by mean cost and price, up to whichever limit ends first', () => {
  const use = { days: 10, tokens: 1_000n, cost: 2_000n, price: 3_000n };
  expect(monthOfUse(use)).toEqual({
    ...{ tokens: 3_000, costNano: '6000', priceNano: '9000', marginNano: '3000' },
  });
  const limits = { tokensPerDay: 100, tokensPerMonth: 5_000, priceNanoPerMonth: '6000' };
  expect(monthAtLimits(use, limits).tokens).toBe(2_000);
  expect(monthAtLimits(use, { ...limits, priceNanoPerMonth: '90000' }).tokens).toBe(3_000);
  expect(
    monthAtLimits(use, { ...limits, priceNanoPerMonth: '90000', tokensPerDay: 9_000 }).tokens,
  ).toBe(5_000);
  expect(monthAtLimits({ ...use, tokens: 0n, price: 0n }, limits).priceNano).toBe('0');
});
