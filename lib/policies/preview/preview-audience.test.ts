import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { createGroup } from '../groups';
import { compareAudience, compareWith } from './compare-audience';
import { busiest, previewAudience } from './preview-audience';
import { previewPolicy } from './preview-policy';
import type { Preview } from './schema';
import { sumOfPreviews } from './sum-of-previews';

const MINUTE_MS = 60_000;
let operator: PlatformContext;
let [busy, calm, still] = [] as unknown as [MadeTenant, MadeTenant, MadeTenant];
let group: string;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  [busy, calm, still] = [
    await makeTenant('free'),
    await makeTenant('starter'),
    await makeTenant('free'),
  ];
  const tenants = [busy, calm, still].map(({ ctx }) => ctx.tenantId);
  group = await createGroup(operator, { name: newId(), tenants, reason: 'test' });
  const at = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  // In one minute three and two of them.
  for (const _ of [1, 2, 3]) await addUsage(busy.ctx, { at: at(100) });
  for (const _ of [1, 2]) await addUsage(calm.ctx, { at: at(100) });
});
afterAll(closePools);

describe('a preview of many', () => {
  it('is the sum over those who would be changed', async () => {
    const patch = { requestsPerMinute: 1 };
    const preview = await previewAudience(operator, { audience: { of: 'group', group }, patch });
    expect(preview).toMatchObject({
      ...{ requests: 5, refused: 3, refusedNow: 0, isPart: false },
      ...{ byLimit: [{ limit: 'requests a minute', requests: 3 }] },
      ...{ costNano: '-3000', priceNano: '-4200', costThenNano: '5000', priceThenNano: '7000' },
      many: { tenants: 3, computed: 3, contradicting: 0 },
    });
    const one = await previewPolicy(operator, busy.ctx.tenantId, {
      ...PLAN_DEFAULTS.free,
      ...patch,
    });
    expect(one).toMatchObject({ requests: 3, refused: 2, many: null });
  });

  it('is of a plan’s tenants alone, and leaves what was agreed beside it as it is', async () => {
    const preview = await previewAudience(operator, {
      audience: { of: 'plan', plan: 'starter' },
      patch: { requestsPerMinute: 1 },
    });
    expect(preview).toMatchObject({ requests: 2, refused: 1, many: { tenants: 1, computed: 1 } });
  });

  it('leaves out whose policy would contradict itself, and finds nobody where nobody is', async () => {
    const audience = { of: 'group', group } as const;
    const patch = { answerTokens: 10_000 };
    expect(await previewAudience(operator, { audience, patch })).toMatchObject({
      ...{ requests: 2, many: { tenants: 3, computed: 1, contradicting: 2 } },
    });
    const nobody = { of: 'plan', plan: 'enterprise' } as const;
    expect(await previewAudience(operator, { audience: nobody, patch })).toMatchObject({
      ...{ requests: 0, refused: 0, costNano: '0', isPart: false },
      many: { tenants: 0, computed: 0, contradicting: 0 },
    });
  });

  it('tells the log of each tenant that was looked at, and answers operators alone', async () => {
    const rows = await asSuperuser<{ subject_tenant: string }>(
      "select subject_tenant from platform_audit where action = 'policy.preview' and actor_id = $1",
      [operator.userId],
    );
    const seen = new Set(rows.map((row) => row.subject_tenant));
    for (const { ctx } of [busy, calm, still]) expect(seen).toContain(ctx.tenantId);
    const input = { audience: { of: 'group', group } as const, patch: { weight: 2 } };
    for (const role of ['auditor', 'finance'] as const) {
      const ctx = await makePlatformPerson(role);
      for (const attempt of [previewAudience(ctx, input), compareAudience(ctx, input)])
        await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('adds up counts, exact amounts and limits, from the earliest on', () => {
    const one: Preview = {
      ...{ from: '2026-10-02T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' },
      ...{ requests: 5, refused: 3, refusedNow: 1, otherModel: 1, refusedThen: 2 },
      byLimit: [
        { limit: 'requests a minute', requests: 2 },
        { limit: 'budget of the month', requests: 1 },
      ],
      ...{ costNano: '-9007199254740993', priceNano: '2', costThenNano: '3', priceThenNano: '4' },
      ...{ isPart: false, many: null },
    };
    const other: Preview = {
      ...one,
      ...{ from: '2026-10-20T00:00:00.000Z', isPart: true },
      byLimit: [{ limit: 'budget of the month', requests: 3 }],
    };
    const many = { tenants: 9, computed: 2, contradicting: 0 };
    const span = { from: 0, to: Date.UTC(2026, 10, 1) };
    expect(sumOfPreviews([other, one], span, many)).toEqual({
      ...{ from: one.from, to: one.to, isPart: true, many },
      ...{ requests: 10, refused: 6, refusedNow: 2, otherModel: 2, refusedThen: 4 },
      byLimit: [
        { limit: 'budget of the month', requests: 4 },
        { limit: 'requests a minute', requests: 2 },
      ],
      ...{ costNano: '-18014398509481986', priceNano: '4', costThenNano: '6', priceThenNano: '8' },
    });
  });

  it('is of those with the most requests, the fewest first', () => {
    const tenants = ['a', 'b', 'c', 'd'].map((tenantId) => ({ tenantId }));
    const requests = new Map([
      ['b', 5],
      ['c', 9],
      ['d', 1],
    ]);
    expect(busiest(tenants, requests, 2).map(({ tenantId }) => tenantId)).toEqual(['b', 'c']);
    expect(busiest(tenants, requests, 9).map(({ tenantId }) => tenantId)).toEqual([
      ...['a', 'd', 'b', 'c'],
    ]);
  });
});

describe('a comparison', () => {
  it('says what becomes different for how many', async () => {
    const audience = { of: 'group', group } as const;
    const patch = { weight: 2, requestsPerMinute: 20 };
    expect(await compareAudience(operator, { audience, patch })).toEqual({
      tenants: 3,
      changes: [
        { field: 'requestsPerMinute', before: 10, after: 20, tenants: 2 },
        { field: 'requestsPerMinute', before: 30, after: 20, tenants: 1 },
        // Starter has it already.
        { field: 'weight', before: 1, after: 2, tenants: 2 },
      ],
      unlisted: 0,
    });
  });

  it('lists the values that most have, and counts the others', () => {
    const policies = Array.from({ length: 12 }, (_, at) => ({
      ...PLAN_DEFAULTS.free,
      weight: Math.max(at, 2),
    }));
    const { changes, unlisted } = compareWith(policies, { weight: 900 });
    expect(changes).toHaveLength(8);
    expect(changes[0]).toMatchObject({ before: 2, after: 900, tenants: 3 });
    expect(unlisted).toBe(2);
    expect(compareWith(policies, { requestsPerMinute: 10 })).toEqual({
      ...{ tenants: 12, changes: [], unlisted: 0 },
    });
  });
});
