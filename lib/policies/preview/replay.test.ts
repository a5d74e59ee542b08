import { describe, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { type EarlierUse, type LedgerCall, replay } from './replay';
import { SlidingSum } from './sliding-sum';

const tenant = { tenantId: newId(), timeZone: 'Europe/Berlin' };
const BASE: Policy = { ...PLAN_DEFAULTS.professional, burstPerSecond: 100 };
/** A nano-dollar a token for Haiku, three for the rest; the price is double the cost. */
const priceOf = (model: string, usage: LedgerCall['usage']) => {
  const cost = BigInt(usage.outputTokens) * (model === 'claude-haiku-5-5' ? 1n : 3n);
  return { cost, price: cost * 2n };
};

function calls(count: number, everyMs: number, more: Partial<LedgerCall> = {}): LedgerCall[] {
  return Array.from({ length: count }, (_, place) => ({
    ...{ requestId: newId(), at: new Date(Date.UTC(2026, 9, 5, 10) + place * everyMs) },
    ...{ isRequest: true, principal: { kind: 'user' as const, id: 'someone' }, feature: 'chat' },
    ...{ model: 'claude-sonnet-5-5', usage: { ...NO_USAGE, outputTokens: 100 } },
    ...{ cost: 300n, price: 600n },
    ...more,
  }));
}
const run = (changes: Partial<Policy>, calls: LedgerCall[], earlier: EarlierUse[] = []) =>
  replay(tenant, { ...BASE, ...changes }, { calls, earlier }, priceOf);

describe('a replay', () => {
  it('leaves what fits as it was', async () => {
    const all = await run({}, calls(1_200, 1_500));
    expect(all).toMatchObject({ requests: 1_200, otherModel: 0, cost: 360_000n, price: 720_000n });
    expect(all.refused.size).toBe(0);
  });

  it('refuses by the sliding minute and second, and counts what it refused in neither', async () => {
    const minute = await run({ requestsPerMinute: 10 }, calls(30, 2_000));
    expect([...minute.refused]).toEqual([['requests a minute', 20]]);
    expect(minute.cost).toBe(3_000n);
    const second = await run({ burstPerSecond: 2, requestsPerMinute: 60 }, calls(8, 250));
    expect([...second.refused]).toEqual([['requests a second', 4]]);
  });

  it('ends a day where the tenant is, and begins it again', async () => {
    const late = calls(4, 1_800_000).map((call, place) => ({
      ...call,
      at: new Date(Date.UTC(2026, 9, 5, 21, 10) + place * 1_800_000),
    }));
    const { refused, cost } = await run({ tokensPerDay: 100 }, late);
    expect([...refused]).toEqual([['budget of the day', 2]]);
    expect(cost).toBe(600n);
  });

  it('counts money, and budgets of one person', async () => {
    const money = await run({ priceNanoPerMonth: '1300' }, calls(5, 60_000));
    expect([...money.refused]).toEqual([['budget of the month', 3]]);
    const rule = {
      ...({ scope: 'user', subject: null, period: 'day', tokens: 150, priceNano: null } as const),
      ...{ softPercent: null, graceMinutes: null },
    };
    const own = await run({ budgets: [rule] }, [
      ...calls(2, 1_000),
      ...calls(1, 1_000, { principal: { kind: 'user', id: 'another' } }),
    ]);
    expect([...own.refused]).toEqual([['budget of the user’s day', 1]]);
  });

  it('begins a day and a month with what was used of them', async () => {
    const use = (day: number, more: Partial<EarlierUse> = {}): EarlierUse => ({
      ...{ at: new Date(Date.UTC(2026, 9, day - 1, 22)), tokens: 350n, price: 900n },
      ...{ principal: { kind: 'user', id: 'someone' }, feature: 'chat' },
      ...{ model: 'claude-sonnet-5-5', ...more },
    });
    const refusals = async (changes: Partial<Policy>, earlier: EarlierUse[]) => [
      ...(await run(changes, calls(3, 60_000), earlier)).refused,
    ];
    expect(await refusals({ tokensPerDay: 500 }, [use(5)])).toEqual([['budget of the day', 2]]);
    expect(await refusals({ tokensPerDay: 500 }, [use(1)])).toEqual([]);
    expect(await refusals({ tokensPerMonth: 500 }, [use(1)])).toEqual([['budget of the month', 2]]);
    expect(await refusals({ priceNanoPerMonth: '1600' }, [use(1)])).toEqual([
      ['budget of the month', 2],
    ]);
    const rule = {
      ...({ scope: 'user', subject: null, period: 'month', tokens: 500, priceNano: null } as const),
      ...{ softPercent: null, graceMinutes: null },
    };
    const other = use(1, { principal: { kind: 'user', id: 'another' } });
    expect(await refusals({ budgets: [rule] }, [other])).toEqual([]);
    expect(await refusals({ budgets: [rule] }, [use(1)])).toEqual([
      ['budget of the user’s month', 2],
    ]);
  });

  it('moves calls to the first model of the list, and cuts answers', async () => {
    const moved = await run({ models: ['claude-haiku-5-5'] }, calls(3, 60_000));
    expect(moved).toMatchObject({ otherModel: 3, cost: 300n, price: 600n });
    const cut = await run({ answerTokens: 40, usefulAnswerTokens: 40 }, calls(1, 1));
    expect(cut).toMatchObject({ cost: 120n, price: 240n });
    const own = await run({ models: ['claude-haiku-5-5'] }, calls(1, 1, { cost: 0n }));
    expect(own.cost).toBe(0n);
  });

  it('counts a request of several calls once, and drops all of them', async () => {
    const [first] = calls(1, 1);
    if (!first) throw new Error('There is one.');
    const second = { ...first, model: 'claude-haiku-5-5' };
    const both = await run({}, [first, second]);
    expect(both.requests).toBe(1);
    const none = await run({ tokensPerDay: 50 }, [first, second]);
    expect([...none.refused]).toEqual([['budget of the day', 1]]);
    expect(none.cost).toBe(0n);
  });

  it('holds indexing to budgets alone', async () => {
    const indexed = await run(
      { requestsPerMinute: 1, models: ['claude-haiku-5-5'] },
      calls(5, 1, { isRequest: false, feature: 'documents' }),
    );
    expect(indexed).toMatchObject({ requests: 0, otherModel: 0, cost: 1_500n });
    expect(indexed.refused.size).toBe(0);
  });
});

it('a sliding sum forgets what is as old as its span', () => {
  const sum = new SlidingSum(1_000);
  sum.add(0, 1);
  sum.add(500, 2);
  expect([sum.at(999), sum.at(1_000), sum.at(1_500)]).toEqual([3, 2, 0]);
});
