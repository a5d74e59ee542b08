import { expect, it } from 'vitest';
import { askSchema } from '@/lib/quota-requests/schema';
import { draftLimits, draftOfLimits, EMPTY_DRAFT, limitsText } from './limit-draft';

it('reads what is typed, in the unit of each field, and leaves out what is empty', () => {
  const draft = { ...EMPTY_DRAFT, tokensPerDay: ' 1,500,000 ', priceNanoPerMonth: '12.50' };
  expect(draftLimits(draft)).toEqual({
    tokensPerDay: 1_500_000,
    priceNanoPerMonth: '12500000000',
  });
  expect(draftLimits(EMPTY_DRAFT)).toEqual({});
});

it('gives what cannot be read to the schema, which refuses it', () => {
  for (const text of ['many', '-5', '1.5', '0', 'NaN', '1e99']) {
    const wanted = draftLimits({ ...EMPTY_DRAFT, tokensPerDay: text });
    expect([text, askSchema.shape.wanted.safeParse(wanted).success]).toEqual([text, false]);
  }
  const money = draftLimits({ ...EMPTY_DRAFT, priceNanoPerMonth: 'ten' });
  expect(askSchema.shape.wanted.safeParse(money).success).toBe(false);
});

it('writes limits as they are typed, and as they are read', () => {
  const limits = { requestsPerMinute: 45, priceNanoPerMonth: '12500000000' };
  expect(draftLimits(draftOfLimits(limits))).toEqual(limits);
  expect(limitsText(limits)).toEqual(['Requests a minute: 45 requests', 'Spend a month: $12.50']);
});
