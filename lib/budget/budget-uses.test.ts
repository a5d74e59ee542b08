import { expect, it } from 'vitest';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { BudgetRule } from '@/lib/tenancy/schema';
import { budgetUses, currentPeriods, type StoredCounter } from './budget-uses';

const TENANT = { tenantId: 'tenant', timeZone: 'Asia/Kathmandu' };
const AT = new Date('2026-11-21T18:15:00Z');
const rule = (changes: Partial<BudgetRule>): BudgetRule => ({
  scope: 'user',
  subject: null,
  period: 'minute',
  tokens: 1_000,
  priceNano: null,
  softPercent: null,
  graceMinutes: null,
  ...changes,
});
const counter = (changes: Partial<StoredCounter>): StoredCounter => ({
  scope: 'user',
  scope_id: 'ann',
  period: 'minute',
  used_tokens: 0n,
  held_tokens: 0n,
  used_nano: 0n,
  held_nano: 0n,
  soft_since: null,
  ...changes,
});

it('lists the workspace’s budgets first, then the fullest, minutes included', () => {
  const policy = {
    ...PLAN_DEFAULTS.free,
    budgets: [rule({}), rule({ subject: 'cem', tokens: 10 })],
  };
  const counters = [
    counter({ scope_id: 'ann', used_tokens: 10n }),
    counter({ scope_id: 'ben', used_tokens: 500n, held_tokens: 400n }),
    counter({ scope: 'tenant', scope_id: 'tenant', period: 'day', used_tokens: 7n }),
    // Of a rule that is no more.
    counter({ scope: 'feature', scope_id: 'chat', used_tokens: 7n }),
  ];
  const uses = budgetUses(TENANT, policy, counters, AT, new Map([['ben', 'Ben']]));
  expect(
    uses.map(({ scope, scopeId, period, usedTokens, heldTokens, tokenLimit, name }) => [
      `${scope}/${scopeId}/${period}`,
      usedTokens,
      heldTokens,
      tokenLimit,
      name,
    ]),
  ).toEqual([
    ['tenant/tenant/day', 7, 0, 50_000, null],
    ['tenant/tenant/month', 0, 0, 1_000_000, null],
    ['user/ben/minute', 500, 400, 1_000, 'Ben'],
    ['user/ann/minute', 10, 0, 1_000, null],
    ['user/cem/minute', 0, 0, 10, null],
  ]);
  expect(uses[0]).toMatchObject({
    periodStart: '2026-11-21T18:15:00.000Z',
    resetsAt: '2026-11-22T18:15:00.000Z',
    priceLimitNano: null,
  });
});

it('says from when a passed soft limit binds', () => {
  const budgets = [rule({ period: 'day', softPercent: 50, graceMinutes: 90 })];
  const soft_since = new Date('2026-11-21T19:00:00Z');
  const counters = [counter({ period: 'day', used_tokens: 600n, soft_since })];
  const uses = budgetUses(TENANT, { ...PLAN_DEFAULTS.free, budgets }, counters, AT);
  expect(uses.at(-1)).toMatchObject({ softPercent: 50, softBindsAt: '2026-11-21T20:30:00.000Z' });
});

it('asks for the periods of the tenant’s own zone', () => {
  expect(currentPeriods('Asia/Kathmandu', AT)).toEqual([
    ['minute', 'day', 'month'],
    [AT, AT, new Date('2026-10-31T18:15:00Z')],
  ]);
});
