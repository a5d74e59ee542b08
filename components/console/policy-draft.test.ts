import { expect, it } from 'vitest';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { newAddon } from './addon-draft';
import { draftErrors, draftOf, editOf, policyOf } from './policy-draft';

const TENANT = '00000000-0000-4000-8000-000000000001';
const rule = { softPercent: 80, graceMinutes: 30, priceNano: '1500000000', tokens: null } as const;
const MEBIBYTE = 1024 * 1024;
/** As stored before budgets existed. */
const EARLIER = {
  models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  requestsPerMinute: 60,
  inFlight: 10,
  tokensPerDay: 500_000,
  tokensPerMonth: 10_000_000,
  priceNanoPerMonth: '200000000000',
  contextTokens: 32_000,
  answerTokens: 4_096,
  conversationDays: 90,
  weight: 4,
  maxUploadBytes: 50 * MEBIBYTE,
  maxDocuments: 10_000,
};
const policy: Policy = {
  ...policySchema.parse(EARLIER),
  downgradeModel: false,
  budgets: [
    { ...rule, scope: 'user', subject: null, period: 'month' },
    { ...rule, scope: 'model', subject: 'claude-opus-5-5', period: 'day', tokens: 12_000 },
  ],
  ownBudgets: [{ ...rule, scope: 'feature', subject: 'chat', period: 'day' }],
  addons: [
    {
      id: 'launch',
      name: 'Launch week',
      from: '2026-12-01T08:00:00.000Z',
      until: '2026-12-08T08:00:00.000Z',
      tokensPerDay: 0,
      tokensPerMonth: 1_000_000,
      requestsPerMinute: 0,
      priceNano: '25000000000',
      feeNano: '99990000000',
    },
  ],
};
const errorsOf = (change: Partial<ReturnType<typeof draftOf>>) =>
  draftErrors(editOf(TENANT, 1, { ...draftOf(policy), reason: 'because', ...change }));

it('gives back every part of the policy that it was made from', () => {
  expect(policyOf(draftOf(policy))).toEqual(policy);
  expect(errorsOf({})).toEqual({});
});

it('says what is wrong beside the field of its row', () => {
  const [first, second] = draftOf(policy).budgets;
  if (!first || !second) throw new Error('The policy has two budgets.');
  expect(
    errorsOf({
      budgets: [
        { ...first, usd: 'much' },
        { ...second, tokens: '-5', subject: 'gpt-9' },
      ],
    }),
  ).toEqual({
    'budgets.0.priceNano': 'Give an amount in dollars.',
    'budgets.1.tokens': 'Give a number above zero.',
    'budgets.1.subject': 'Name a model that the platform knows.',
  });
  expect(errorsOf({ budgets: [first, second, first] })).toEqual({
    'budgets.2.scope': 'There is one like this above.',
  });
  expect(errorsOf({ addons: [newAddon()] })).toMatchObject({
    'addons.0.name': 'Give it a name.',
    'addons.0.from': 'Give a day and a time.',
  });
});

it('says what is wrong between fields', () => {
  expect(errorsOf({ usefulAnswerTokens: '5,000', answerTokens: '4,096' })).toEqual({
    usefulAnswerTokens: 'The useful minimum is no longer than the longest answer.',
  });
  expect(errorsOf({ tokensPerDay: '' })).toEqual({ tokensPerDay: 'Give a number.' });
});
