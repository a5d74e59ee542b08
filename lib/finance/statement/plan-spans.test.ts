import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import { buildStatement } from './build-statement';
import { monthSpan } from './month-of';
import { type PlanTerms, planSpans } from './plan-spans';

const zone = 'Asia/Kathmandu';
const november = monthSpan('2026-11', zone);
const since = new Date('2026-01-05T00:00:00Z');
const fees: Record<Plan, [bigint, bigint]> = {
  free: [0n, 5n],
  starter: [19n, 10n],
  professional: [99n, 60n],
  enterprise: [1500n, 1000n],
};
const terms: PlanTerms[] = PLANS.map((plan) => ({
  plan,
  effectiveFrom: new Date('2025-01-01T00:00:00Z'),
  feeNano: fees[plan][0] * 1_000_000_000n,
  includedNano: fees[plan][1] * 1_000_000_000n,
}));
const change = (at: string, plan: Plan) => ({ since: new Date(at), plan });
const first = { since, plan: 'starter' as const };
const days = (...changes: { since: Date; plan: Plan }[]) =>
  planSpans([first, ...changes], terms, november, { since, zone }).map(
    (span) => `${span.plan} ${span.days}`,
  );

describe('the plans of a month', () => {
  it('end with the day on which the tenant goes, where it is', () => {
    const until = (at: string, ...changes: { since: Date; plan: Plan }[]) =>
      planSpans([first, ...changes], terms, november, { since, zone, until: new Date(at) }).map(
        (span) => `${span.plan} ${span.days}`,
      );
    expect(until('2026-11-10T18:14:59Z')).toEqual(['starter 10']);
    expect(until('2026-11-10T18:15:00Z')).toEqual(['starter 11']);
    expect(until('2026-11-20T00:00:00Z', change('2026-11-10T18:15:00Z', 'professional'))).toEqual([
      'starter 10',
      'professional 10',
    ]);
    // Months before it are whole, and there are none after it.
    expect(until('2026-12-24T00:00:00Z')).toEqual(['starter 30']);
    expect(until('2026-10-31T00:00:00Z')).toEqual([]);
  });

  it('share its days, and the day of a change is the new plan’s', () => {
    expect(days()).toEqual(['starter 30']);
    // The 11th begins at 18:15 of the 10th in UTC.
    expect(days(change('2026-11-10T18:14:59Z', 'professional'))).toEqual([
      'starter 9',
      'professional 21',
    ]);
    expect(days(change('2026-11-10T18:15:00Z', 'professional'))).toEqual([
      'starter 10',
      'professional 20',
    ]);
  });

  it('are one for a change at its first instant, and for the months around', () => {
    expect(days(change('2026-10-31T18:15:00Z', 'enterprise'))).toEqual(['enterprise 30']);
    expect(days(change('2026-11-30T18:15:00Z', 'enterprise'))).toEqual(['starter 30']);
    expect(days(change('2026-11-30T18:14:59Z', 'enterprise'))).toEqual([
      'starter 29',
      'enterprise 1',
    ]);
  });

  it('count a day once however often it changed, and a plan that came twice once', () => {
    expect(
      days(
        change('2026-11-05T01:00:00Z', 'enterprise'),
        change('2026-11-05T02:00:00Z', 'professional'),
        change('2026-11-09T02:00:00Z', 'starter'),
      ),
    ).toEqual(['starter 26', 'professional 4']);
  });

  it('begin with the day on which the tenant came', () => {
    const came = new Date('2026-11-20T18:15:00Z');
    const spans = planSpans([{ since: came, plan: 'free' }], terms, november, {
      since: came,
      zone,
    });
    expect(spans).toMatchObject([{ plan: 'free', days: 10 }]);
    const earlier = monthSpan('2026-10', zone);
    expect(planSpans([first], terms, earlier, { since: came, zone })).toEqual([]);
  });

  it('have the terms in force when the month began', () => {
    const raised = { plan: 'starter' as const, feeNano: 1n, includedNano: 2n };
    const of = (effectiveFrom: string) =>
      planSpans(
        [first],
        [...terms, { ...raised, effectiveFrom: new Date(effectiveFrom) }],
        november,
        {
          since,
          zone,
        },
      );
    expect(of('2026-10-31T18:15:00Z')).toMatchObject([{ feeNano: 1n, includedNano: 2n }]);
    expect(of('2026-10-31T18:15:01Z')).toMatchObject([{ feeNano: 19_000_000_000n }]);
  });

  it('charge fee and included usage of both by their days', () => {
    const spans = planSpans(
      [first, change('2026-11-11T00:00:00Z', 'professional')],
      terms,
      november,
      { since, zone },
    );
    const used = [{ model: 'haiku', calls: 1, tokens: 1n, priceNano: 50_000_000_000n }];
    const none = { addons: [], earlier: [], adjustments: [] };
    const { lines, overageNano } = buildStatement({ daysInMonth: 30, spans, usage: used, ...none });
    expect(lines.map(({ label, detail, amountNano }) => [label, detail, amountNano])).toEqual([
      ['starter', '10 of 30 days', String((19_000_000_000n * 10n) / 30n)],
      ['professional', '20 of 30 days', String(66_000_000_000n)],
      ['haiku', 'At the price of each call', '50000000000'],
      [
        'Included usage',
        'Covered by the fee',
        String(-(10_000_000_000n * 10n) / 30n - 40_000_000_000n),
      ],
    ]);
    expect(BigInt(overageNano)).toBe(50_000_000_000n - 43_333_333_333n);
  });

  it('have each day once, whatever changed and in any order', () => {
    const changes = fc.array(
      fc.record({
        since: fc.date({ min: since, max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true }),
        plan: fc.constantFrom(...PLANS),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(changes, (given) => {
        const all = [first, ...given];
        const spans = planSpans(all, terms, november, { since, zone });
        expect(spans.reduce((sum, span) => sum + span.days, 0)).toBe(30);
        expect(new Set(spans.map((span) => span.plan)).size).toBe(spans.length);
        const distinct = new Set(all.map((each) => each.since.getTime())).size === all.length;
        if (distinct)
          expect(
            planSpans(all.toReversed(), terms.toReversed(), november, { since, zone }),
          ).toEqual(spans);
      }),
    );
  });
});
