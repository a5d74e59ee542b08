import { describe, expect, it } from 'vitest';
import { type MonthUse, monthBudget } from './month-budget';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-10T00:00:00Z');
const USE: MonthUse = {
  usedNano: 300n,
  usedTokens: 10n,
  limitNano: 1_000n,
  limitTokens: null,
  resetsAt: NOW + 20 * DAY,
};

describe('a month’s budget', () => {
  it('ends when the pace of the last days uses up what is left', () => {
    const budget = monthBudget(USE, { days: 7, nano: 700n, tokens: 70 }, NOW);
    expect(budget).toMatchObject({ burnNano: '100', projectedNano: '2300', usedShare: 0.3 });
    expect(budget.endsAt).toBe(new Date(NOW + 7 * DAY).toISOString());
  });

  it('ends by whichever of money and tokens ends first, and not after its month', () => {
    const tokens = { ...USE, limitTokens: 30n };
    expect(monthBudget(tokens, { days: 7, nano: 700n, tokens: 70 }, NOW).endsAt).toBe(
      new Date(NOW + 2 * DAY).toISOString(),
    );
    expect(monthBudget(USE, { days: 7, nano: 70n, tokens: 7 }, NOW).endsAt).toBeNull();
  });

  it('is used up now where it is, and says nothing of a pace that nobody saw', () => {
    const used = { ...USE, usedNano: 1_000n };
    expect(monthBudget(used, { days: 0, nano: 0n, tokens: 0 }, NOW)).toMatchObject({
      usedShare: 1,
      burnNano: null,
      projectedNano: null,
      endsAt: new Date(NOW).toISOString(),
    });
    expect(
      monthBudget({ ...USE, limitNano: null }, { days: 7, nano: 7n, tokens: 0 }, NOW),
    ).toMatchObject({ usedShare: 0, endsAt: null });
  });
});
