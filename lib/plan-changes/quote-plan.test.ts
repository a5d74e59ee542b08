import { expect, it } from 'vitest';
import type { Plan } from '@/lib/tenancy/schema';
import { misfitsOf } from './misfits';
import { type BilledPlans, quotePlan } from './quote-plan';

const USD = 1_000_000_000n;
const terms = (plan: Plan, fee: bigint, included: bigint, effectiveFrom = new Date(0)) => ({
  plan,
  effectiveFrom,
  feeNano: fee * USD,
  includedNano: included * USD,
});
const billed: BilledPlans = {
  since: new Date('2026-01-01T00:00:00Z'),
  zone: 'Europe/Berlin',
  plan: 'starter',
  changes: [{ since: new Date('2026-01-01T00:00:00Z'), plan: 'starter' }],
  terms: [
    terms('free', 0n, 0n),
    terms('starter', 30n, 10n),
    terms('professional', 90n, 60n),
    terms('professional', 120n, 60n, new Date('2026-06-30T22:00:00Z')),
  ],
};

it('shares this month from the day of the change on, and prices the next by the terms in force then', () => {
  // The 16th of June there.
  const quote = quotePlan(billed, 'professional', new Date('2026-06-15T22:30:00Z'));
  expect(quote).toMatchObject({ direction: 'up', days: 15, daysInMonth: 30 });
  expect(quote.thisMonth).toEqual({
    before: { feeNano: String(30n * USD), includedNano: String(10n * USD) },
    after: { feeNano: String(60n * USD), includedNano: String(35n * USD) },
  });
  expect(quote.nextMonth.after.feeNano).toBe(String(120n * USD));
});

it('begins a lower plan with the month there, and leaves this one as it is', () => {
  const quote = quotePlan(billed, 'free', new Date('2026-06-15T22:30:00Z'));
  expect(quote).toMatchObject({
    direction: 'down',
    days: 0,
    effectiveAt: '2026-06-30T22:00:00.000Z',
  });
  expect(quote.thisMonth.after).toEqual(quote.thisMonth.before);
  expect(quote.nextMonth).toMatchObject({
    before: { feeNano: String(30n * USD) },
    after: { feeNano: '0' },
  });
});

it('rounds each share down to a nano-dollar, as a statement does', () => {
  const quote = quotePlan(billed, 'professional', new Date('2026-05-11T12:00:00Z'));
  const share = (fee: bigint, days: bigint) => (fee * USD * days) / 31n;
  expect(quote.thisMonth.after.feeNano).toBe(String(share(30n, 10n) + share(90n, 21n)));
});

it('names what of a workspace does not fit', () => {
  const limits = { maxDocuments: 10, storedBytes: 1_000 };
  const held = { documents: 10, storedBytes: 1_000 } as const;
  const shared = { databaseTier: 'shared', vectorTier: 'namespace' } as const;
  expect(misfitsOf({ ...held, ...shared }, limits, 'free')).toEqual([]);
  expect(misfitsOf({ documents: 11, storedBytes: 1_001, ...shared }, limits, 'free')).toEqual([
    { what: 'documents', have: 11, limit: 10 },
    { what: 'stored_bytes', have: 1_001, limit: 1_000 },
  ]);
  const apart = { ...held, ...shared, vectorTier: 'dedicated' } as const;
  expect(misfitsOf(apart, limits, 'professional')).toEqual([{ what: 'placement' }]);
  expect(misfitsOf(apart, limits, 'enterprise')).toEqual([]);
});
