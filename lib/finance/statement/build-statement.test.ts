import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addonsSchema, PLANS } from '@/lib/tenancy/schema';
import { addonsOf } from './addons-of';
import { buildStatement, type MonthFacts } from './build-statement';
import { monthOf, monthSpan } from './month-of';

const nano = (most = 9_000_000_000_000_000_000n) => fc.bigInt({ min: 0n, max: most });
const month = fc.constantFrom('2026-08', '2026-09', '2026-10');
const usage = fc.record({
  model: fc.constantFrom('haiku', 'sonnet', 'opus'),
  calls: fc.nat(1_000),
  tokens: nano(),
  priceNano: nano(),
});
const facts: fc.Arbitrary<MonthFacts> = fc.record({
  daysInMonth: fc.constant(30),
  spans: fc.array(
    fc.record({
      plan: fc.constantFrom(...PLANS),
      days: fc.integer({ min: 1, max: 30 }),
      feeNano: nano(),
      includedNano: nano(),
    }),
    { maxLength: 3 },
  ),
  usage: fc.array(usage, { maxLength: 20 }),
  addons: fc.uniqueArray(
    fc.record({ name: fc.string(), from: fc.constant('2026-11-02'), feeNano: nano() }),
    { maxLength: 4, selector: (addon) => addon.name },
  ),
  earlier: fc.uniqueArray(
    fc.record({
      month,
      usageNano: nano(),
      changeNano: fc.bigInt({ min: -9_000_000_000_000n, max: 9_000_000_000_000n }),
      includedNano: nano(),
    }),
    { maxLength: 3, selector: (each) => each.month },
  ),
  adjustments: fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      month,
      reason: fc.string(),
      priceNano: fc.bigInt({ min: -9_000_000_000_000n, max: 9_000_000_000_000n }),
    }),
    { maxLength: 4, selector: (each) => each.id },
  ),
});

const none: MonthFacts = {
  daysInMonth: 30,
  spans: [],
  usage: [],
  addons: [],
  earlier: [],
  adjustments: [],
};
const professional = {
  plan: 'professional' as const,
  days: 30,
  feeNano: 99_000_000_000n,
  includedNano: 60_000_000_000n,
};
const used = (priceNano: bigint) => [{ model: 'haiku', calls: 1, tokens: 1n, priceNano }];

describe('a statement', () => {
  it('has lines that add up to its total and its sums, exactly', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { lines, sums, totalNano } = buildStatement(given);
        const total = lines.reduce((sum, line) => sum + BigInt(line.amountNano), 0n);
        expect(BigInt(totalNano)).toBe(total);
        expect(Object.values(sums).reduce((sum, each) => sum + BigInt(each), 0n)).toBe(total);
        for (const line of lines) expect(line.amountNano).toMatch(/^-?\d+$/);
      }),
    );
  });

  it('does not depend on the order or the grouping of what was booked', () => {
    fc.assert(
      fc.property(facts, fc.nat(), (given, at) => {
        const turned = <T>(items: readonly T[]) => {
          const cut = items.length === 0 ? 0 : at % items.length;
          return [...items.slice(cut), ...items.slice(0, cut)].reverse();
        };
        const apart = given.usage.flatMap((each) => {
          const half = each.priceNano / 2n;
          return [
            { ...each, priceNano: half },
            { ...each, calls: 0, tokens: 0n, priceNano: each.priceNano - half },
          ];
        });
        expect(
          buildStatement({
            ...given,
            usage: turned(apart),
            addons: turned(given.addons),
            earlier: turned(given.earlier),
            adjustments: turned(given.adjustments),
          }),
        ).toEqual(buildStatement(given));
      }),
    );
  });

  it('never takes more off than was used, nor more than is included', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { sums, overageNano } = buildStatement(given);
        const covered = -BigInt(sums.included);
        expect(covered >= 0n && covered <= BigInt(sums.usage)).toBe(true);
        expect(BigInt(overageNano)).toBe(BigInt(sums.usage) - covered);
      }),
    );
  });

  it('charges the overage of a month and its fee', () => {
    const month = { ...none, spans: [professional] };
    expect(buildStatement({ ...month, usage: used(59_999_999_999n) })).toMatchObject({
      overageNano: '0',
      totalNano: '99000000000',
    });
    expect(buildStatement({ ...month, usage: used(60_000_000_001n) })).toMatchObject({
      overageNano: '1',
      totalNano: '99000000001',
    });
  });

  it('shares a fee out by days, rounded down', () => {
    const spans = [{ ...professional, days: 7 }];
    const { lines } = buildStatement({ ...none, spans, usage: used(14_000_000_001n) });
    expect(lines.map((line) => line.amountNano)).toEqual([
      '23100000000',
      '14000000001',
      '-14000000000',
    ]);
  });

  it('charges a correction of an earlier month as far as it changes that month’s overage', () => {
    const of = (usageNano: bigint, changeNano: bigint) =>
      buildStatement({
        ...none,
        earlier: [{ month: '2026-10', usageNano, changeNano, includedNano: 100n }],
      }).totalNano;
    expect(of(50n, 30n)).toBe('0');
    expect(of(90n, 30n)).toBe('20');
    expect(of(150n, -30n)).toBe('-30');
    expect(of(110n, -30n)).toBe('-10');
    expect(of(50n, -30n)).toBe('0');
  });
});

describe('add-ons', () => {
  const span = monthSpan('2026-11', 'Asia/Kathmandu');
  const boost = {
    name: 'Launch week',
    from: '2026-11-10T00:00:00Z',
    until: '2026-11-17T00:00:00Z',
    tokensPerDay: 1,
    tokensPerMonth: 1,
    requestsPerMinute: 1,
    priceNano: '0',
    feeNano: '5000000000',
  };
  const version = (since: string, ...addons: object[]) => ({ since: new Date(since), addons });
  const fees = (...versions: ReturnType<typeof version>[]) =>
    addonsOf(versions, span, 'Asia/Kathmandu').map((addon) => [addon.from, addon.feeNano]);

  it('cost once, in the month in which they come into force', () => {
    const kept = version('2026-11-05T00:00:00Z', boost);
    expect(fees(version('2026-10-01T00:00:00Z', boost), kept)).toEqual([
      ['2026-11-10', 5_000_000_000n],
    ]);
    expect(fees(version('2026-11-12T20:00:00Z', boost))).toEqual([['2026-11-13', 5_000_000_000n]]);
  });

  it('stay the same ones when their name or beginning is corrected, and from before they had ids', () => {
    const later = { ...boost, name: 'Launch weak', from: '2026-11-10T00:00:00.000Z' };
    const old = addonsSchema.parse([boost]);
    expect(
      fees(version('2026-10-01T00:00:00Z', boost), version('2026-11-11T00:00:00Z', ...old)),
    ).toHaveLength(1);
    const renamed = { ...later, id: old[0]?.id };
    expect(
      fees(version('2026-10-01T00:00:00Z', boost), version('2026-11-11T00:00:00Z', renamed)),
    ).toEqual([['2026-11-10', 5_000_000_000n]]);
    const another = { ...boost, id: 'another' };
    expect(
      fees(version('2026-10-01T00:00:00Z', boost), version('2026-11-11T00:00:00Z', another)),
    ).toHaveLength(2);
  });

  it('cost nothing when they were taken out before they began, or came after they ended', () => {
    expect(fees(version('2026-10-01T00:00:00Z', boost), version('2026-11-05T00:00:00Z'))).toEqual(
      [],
    );
    expect(fees(version('2026-11-18T00:00:00Z', boost))).toEqual([]);
    const before = { ...boost, from: '2026-10-31T18:14:59Z', until: '2026-12-01T00:00:00Z' };
    expect(fees(version('2026-10-01T00:00:00Z', before))).toEqual([]);
  });
});

describe('a month', () => {
  it('begins and ends where the tenant is', () => {
    const { start, end, days } = monthSpan('2026-02', 'Asia/Kathmandu');
    expect(start.toISOString()).toBe('2026-01-31T18:15:00.000Z');
    expect(end.toISOString()).toBe('2026-02-28T18:15:00.000Z');
    expect(days).toBe(28);
    expect(monthOf(new Date(end.getTime() - 1), 'Asia/Kathmandu')).toBe('2026-02');
    expect(monthOf(end, 'Asia/Kathmandu')).toBe('2026-03');
    // Clocks change on the last Sunday: the month has an hour less.
    const march = monthSpan('2026-03', 'Europe/Berlin');
    expect(march.end.getTime() - march.start.getTime()).toBe((31 * 24 - 1) * 3_600_000);
  });
});
