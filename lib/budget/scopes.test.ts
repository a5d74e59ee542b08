import { describe, expect, it } from 'vitest';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { policyAt } from '@/lib/tenancy/policy-at';
import { type Addon, type BudgetRule, type Policy, policySchema } from '@/lib/tenancy/schema';
import { type BudgetSubject, scopesOf } from './scopes';
import { UNLIMITED } from './soft-amounts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const ANN = '00000000-0000-4000-8000-00000000000a';
const BEN = '00000000-0000-4000-8000-00000000000b';
const AT = new Date('2026-11-21T12:00:00Z');
const CALL = { model: 'claude-sonnet-5-5', feature: 'chat' };

const by = (id: string, kind: BudgetSubject['principal']['kind'] = 'user'): BudgetSubject => ({
  tenantId: TENANT,
  timeZone: 'Europe/Berlin',
  principal: { kind, id },
});
const rule = (changes: Partial<BudgetRule>): BudgetRule => ({
  scope: 'user',
  subject: null,
  period: 'day',
  tokens: 1_000,
  priceNano: null,
  softPercent: null,
  graceMinutes: null,
  ...changes,
});
const policy = (changes: Partial<Policy>): Policy => ({
  ...PLAN_DEFAULTS.professional,
  ...changes,
});
const boost: Addon = {
  id: 'launch',
  name: 'Launch week',
  from: '2026-11-21T12:00:00.000Z',
  until: '2026-11-28T12:00:00.000Z',
  tokensPerDay: 100,
  tokensPerMonth: 1_000,
  requestsPerMinute: 5,
  priceNano: '7',
  feeNano: '1',
};
const names = (scopes: { scope: string; scopeId: string; period: string }[]) =>
  scopes.map(({ scope, scopeId, period }) => `${scope}/${scopeId}/${period}`);

describe('the budgets of a call', () => {
  it('are the plan’s first, in the tenant’s own days', () => {
    const scopes = scopesOf(by(ANN), policy({}), CALL, AT);
    expect(names(scopes)).toEqual([`tenant/${TENANT}/day`, `tenant/${TENANT}/month`]);
    expect(scopes[0]).toMatchObject({
      periodStart: new Date('2026-11-20T23:00:00Z'),
      resetsAt: new Date('2026-11-21T23:00:00Z'),
      tokenLimit: 500_000n,
      priceLimit: UNLIMITED,
      tell: { tokens: 400_000n, price: UNLIMITED },
    });
  });

  it('are of whom and what the call is about, each by itself where a rule names nobody', () => {
    const budgets = [
      rule({}),
      rule({ subject: BEN, period: 'month' }),
      rule({ scope: 'key', period: 'month' }),
      rule({ scope: 'model', subject: 'claude-haiku-5-5' }),
      rule({ scope: 'model', subject: CALL.model, period: 'minute' }),
      rule({ scope: 'feature' }),
    ];
    const beside = (subject: BudgetSubject) =>
      names(scopesOf(subject, policy({ budgets }), CALL, AT)).slice(2);
    const everybody = [`model/${CALL.model}/minute`, 'feature/chat/day'];
    expect(beside(by(ANN))).toEqual([`user/${ANN}/day`, ...everybody]);
    expect(beside(by(BEN))).toEqual([`user/${BEN}/day`, `user/${BEN}/month`, ...everybody]);
    expect(beside(by(ANN, 'key'))).toEqual([`key/${ANN}/month`, ...everybody]);
    expect(beside(by(ANN, 'worker'))).toEqual(everybody);
  });

  it('of a key go on for those that took its place', () => {
    const [first, second, last] = [ANN, BEN, TENANT];
    const successor = {
      ...by(last),
      principal: { kind: 'key', id: last, ancestors: [first, second] } as const,
    };
    const of = (subject: BudgetSubject, ...budgets: BudgetRule[]) =>
      names(scopesOf(subject, policy({ budgets }), CALL, AT)).slice(2);
    const key = (subject: string | null) => rule({ scope: 'key', subject });
    expect(of(successor, key(null))).toEqual([`key/${first}/day`]);
    expect(of(by(first, 'key'), key(null))).toEqual([`key/${first}/day`]);
    for (const subject of [first, second, last])
      expect(of(successor, key(subject))).toEqual([`key/${subject}/day`]);
    expect(of(by(first, 'key'), key(second))).toEqual([]);
    expect(of(by(last, 'key'), key(first))).toEqual([]);
  });

  it('hold by the lower of two limits, whoever set it', () => {
    const [day] = scopesOf(
      by(ANN),
      policy({
        budgets: [rule({ scope: 'tenant', tokens: 900_000, priceNano: '50' })],
        ownBudgets: [rule({ scope: 'tenant', tokens: 1_000, priceNano: '60' })],
      }),
      CALL,
      AT,
    );
    expect(day).toMatchObject({ tokenLimit: 1_000n, priceLimit: 50n });
  });

  const join = (a: Partial<BudgetRule>, b: Partial<BudgetRule>) =>
    scopesOf(by(ANN), policy({ budgets: [rule(a)], ownBudgets: [rule(b)] }), CALL, AT)[2];

  it('have soft limits of each rule’s own limit, and the lower holds in each unit', () => {
    expect(
      join({ tokens: 1_000, softPercent: 80 }, { tokens: 100_000, softPercent: 10 }),
    ).toMatchObject({ tokenLimit: 1_000n, tell: { tokens: 800n, price: UNLIMITED } });
    expect(
      join(
        { tokens: 1_000, softPercent: 70, graceMinutes: 9 },
        { tokens: 1_000, softPercent: 90, graceMinutes: 5 },
      )?.soft,
    ).toEqual({ tokens: 700n, price: UNLIMITED, graceMinutes: 5 });
    // The other rule's soft limit lies above this one's limit.
    expect(
      join({ tokens: 100 }, { tokens: 1_000, softPercent: 50, graceMinutes: 0 })?.soft,
    ).toMatchObject({ tokens: 100n });
  });

  it('bind by no percent of another rule, of another unit, or of one that only tells', () => {
    const tells = { tokens: 10_000, softPercent: 80 };
    const money = { tokens: null, priceNano: '100', softPercent: 10, graceMinutes: 0 };
    for (const joined of [join(tells, money), join(money, tells)])
      expect(joined).toMatchObject({
        tell: { tokens: 8_000n, price: 10n },
        soft: { tokens: 10_000n, price: 10n, graceMinutes: 0 },
      });
    expect(join({ softPercent: 70 }, { softPercent: 90, graceMinutes: 5 })).toMatchObject({
      tell: { tokens: 700n },
      soft: { tokens: 900n, graceMinutes: 5 },
    });
  });
});

describe('an add-on', () => {
  const day = (at: string) =>
    scopesOf(by(ANN), policy({ addons: [boost] }), CALL, new Date(at))[0]?.tokenLimit;
  it('counts from its begin to just before its end, against the same counters', () => {
    expect(day('2026-11-21T11:59:59.999Z')).toBe(500_000n);
    expect(day('2026-11-21T12:00:00.000Z')).toBe(500_100n);
    expect(day('2026-11-28T11:59:59.999Z')).toBe(500_100n);
    expect(day('2026-11-28T12:00:00.000Z')).toBe(500_000n);
    const start = (at: string) =>
      scopesOf(by(ANN), policy({ addons: [boost] }), CALL, new Date(at))[0]?.periodStart;
    expect(start('2026-11-21T12:00:00Z')).toEqual(start('2026-11-21T11:59:59Z'));
  });

  it('adds requests a minute too, and its fee to nothing', () => {
    const boosted = policy({ addons: [boost] });
    expect(policyAt(boosted, AT)).toMatchObject({ requestsPerMinute: 65, models: boosted.models });
    expect(policyAt(boosted, new Date(0))).toBe(boosted);
  });

  it('adds to others in force', () => {
    const twice = policy({ addons: [boost, { ...boost, name: 'Fair' }] });
    expect(scopesOf(by(ANN), twice, CALL, AT)[1]).toMatchObject({
      tokenLimit: 10_002_000n,
      priceLimit: BigInt(twice.priceNanoPerMonth) + 14n,
    });
  });
});

describe('a manifest', () => {
  const parse = (changes: object) =>
    policySchema.safeParse({ ...PLAN_DEFAULTS.free, ...changes }).success;

  it('from before budgets existed parses by defaults', () => {
    const keep = ['models', 'requestsPerMinute', 'inFlight', 'tokensPerDay', 'tokensPerMonth'];
    keep.push('priceNanoPerMonth', 'contextTokens', 'answerTokens', 'conversationDays', 'weight');
    keep.push('maxUploadBytes', 'maxDocuments');
    keep.push('burstPerSecond', 'tokensPerMinute', 'openStreams', 'queueSeconds', 'fallback');
    keep.push('storedBytes', 'pagesPerDay', 'ingestCpuSecondsPerDay', 'bytesOutPerDay');
    const old = Object.fromEntries(
      Object.entries(PLAN_DEFAULTS.free).filter(([key]) => keep.includes(key)),
    );
    expect(policySchema.parse(old)).toEqual(PLAN_DEFAULTS.free);
  });

  it.each([
    ['two rules for one counter', { budgets: [rule({}), rule({ tokens: 5 })] }],
    ['a limit of nothing', { budgets: [rule({ tokens: null })] }],
    ['a negative limit', { budgets: [rule({ tokens: -1 })] }],
    ['an absurd limit', { budgets: [rule({ tokens: 1e15 })] }],
    ['a fraction of a token', { budgets: [rule({ tokens: 1.5 })] }],
    ['negative money', { budgets: [rule({ tokens: null, priceNano: '-1' })] }],
    ['money a minute', { budgets: [rule({ period: 'minute', priceNano: '1' })] }],
    ['grace without a soft limit', { budgets: [rule({ graceMinutes: 1 })] }],
    ['a percent over 100', { budgets: [rule({ softPercent: 101 })] }],
    ['an unknown model', { budgets: [rule({ scope: 'model', subject: 'gpt-9' })] }],
    ['a person who is no id', { budgets: [rule({ subject: 'Ann' })] }],
    ['a tenant by name', { ownBudgets: [rule({ scope: 'tenant', subject: TENANT })] }],
    ['one add-on twice', { addons: [boost, { ...boost, name: 'Launch' }] }],
    ['an add-on that ends first', { addons: [{ ...boost, until: boost.from }] }],
    ['an add-on without a time', { addons: [{ ...boost, from: 'soon' }] }],
    ['an add-on for ever', { addons: [{ ...boost, until: '2036-01-01T00:00:00.000Z' }] }],
    [
      'an add-on of nothing',
      {
        addons: [
          { ...boost, tokensPerDay: 0, tokensPerMonth: 0, requestsPerMinute: 0, priceNano: '0' },
        ],
      },
    ],
  ])('is refused with %s', (_, changes) => {
    expect(parse(changes)).toBe(false);
  });

  it('takes a rule for each person and one for a named one', () => {
    expect(parse({ budgets: [rule({}), rule({ subject: ANN }), rule({ period: 'month' })] })).toBe(
      true,
    );
  });
});
