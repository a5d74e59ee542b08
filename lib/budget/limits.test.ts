import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, someNeed, somePolicy, told } from '@/e2e/support/make-hold';
import { makeTenant } from '@/e2e/support/make-tenant';
import { storedBudgets } from '@/e2e/support/read-budgets';
import { superuserClient } from '@/e2e/support/superuser-client';
import { SimulatedClock, setClock } from '@/lib/clock';
import type { BudgetRule } from '@/lib/tenancy/schema';
import { holdProof } from './hold-proof';
import { BudgetWait, reserve } from './reserve';
import { cancelHold, settle } from './settle';

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

describe('what a call takes', () => {
  it('is every scope or none', async () => {
    const { ctx } = await makeTenant();
    const policy = somePolicy({
      budgets: [rule({}), rule({ scope: 'feature', subject: 'test', period: 'month' })],
    });
    await reserve(ctx, policy, someNeed(400, 500));
    const before = await storedBudgets(ctx);
    expect(before.map(({ scope, period, held_tokens }) => [scope, period, held_tokens])).toEqual([
      ['feature', 'month', 900n],
      ['tenant', 'day', 900n],
      ['tenant', 'month', 900n],
      ['user', 'day', 900n],
    ]);
    await expect(reserve(ctx, policy, someNeed(100, 1))).rejects.toMatchObject({
      code: 'budget_exhausted',
      limit: {
        name: 'tokens_per_day',
        scope: 'user',
        scopeId: ctx.principal.id,
        limit: 1_000,
        used: 0,
        reserved: 900,
      },
    });
    expect(await storedBudgets(ctx)).toEqual(before);
  });

  it('is refused as a rate where a minute is full, and has room in the next', async () => {
    const { ctx } = await makeTenant();
    const time = new SimulatedClock(Date.parse('2026-03-10T10:00:20Z'));
    const undo = setClock(time);
    try {
      const policy = somePolicy({ budgets: [rule({ scope: 'tenant', period: 'minute' })] });
      await reserve(ctx, policy, someNeed(600, 400));
      await expect(reserve(ctx, policy, someNeed(1, 1))).rejects.toMatchObject({
        code: 'rate_limited',
        status: 429,
        retryAfter: 40,
        limit: { name: 'tokens_per_minute', unit: 'tokens', resetsAt: '2026-03-10T10:01:00.000Z' },
      });
      time.advanceTo(Date.parse('2026-03-10T10:01:00Z'));
      await reserve(ctx, policy, someNeed(1, 1));
    } finally {
      undo();
    }
  });

  it('follows a budget that is edited in mid-period', async () => {
    const { ctx } = await makeTenant();
    await reserve(ctx, somePolicy({ tokensPerDay: 1_000 }), someNeed(500, 500));
    const tight = somePolicy({ tokensPerDay: 900 });
    await expect(reserve(ctx, tight, someNeed(1, 0))).rejects.toMatchObject({ status: 402 });
    await reserve(ctx, somePolicy({ tokensPerDay: 1_001 }), someNeed(1, 0));
  });
});

describe('a call that does not fit', () => {
  it('is made by a cheaper model, then shorter, and the hold says so', async () => {
    const { ctx } = await makeTenant();
    // 1,000 in and 1,000 out: 15.6 million nano-dollars by the dearer model, less by the other.
    const policy = somePolicy({ priceNanoPerMonth: '10000000' });
    const need = someNeed(1_000, 1_000, { mayUseCheaper: true });
    const cheaper = await reserve(ctx, policy, need);
    expect(cheaper.downgrade).toMatchObject({ changed: 'model', because: { unit: 'price' } });
    expect([cheaper.model, cheaper.maxOutputTokens]).toEqual(['claude-haiku-5-5', 1_000]);

    const { ctx: other } = await makeTenant();
    const shorter = await reserve(
      other,
      somePolicy({ tokensPerDay: 1_400 }),
      someNeed(1_000, 1_000),
    );
    expect(shorter.downgrade?.changed).toBe('length');
    expect(shorter.maxOutputTokens).toBe(400);
    await expect(
      reserve(
        other,
        somePolicy({ tokensPerDay: 2_000, downgradeLength: false }),
        someNeed(500, 400),
      ),
    ).rejects.toMatchObject({ code: 'budget_exhausted' });
  });

  it('is made by the dearest of the cheaper models that has room', async () => {
    const { ctx } = await makeTenant('enterprise');
    const [wanted, next, last] = [
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
    ] as const;
    const policy = somePolicy({
      models: [last, wanted, next],
      budgets: [rule({ scope: 'model', subject: wanted, tokens: 1 })],
    });
    const need = someNeed(1_000, 1_000, { model: wanted, mayUseCheaper: true });
    expect((await reserve(ctx, policy, need)).model).toBe(next);
  });

  it('waits when it can, and is counted by the provider before it is refused', async () => {
    const { ctx } = await makeTenant();
    const policy = somePolicy({ tokensPerDay: 1_000, downgradeLength: false });
    const taken = await reserve(ctx, policy, someNeed(1, 0));
    const deferrable = someNeed(999, 1, { deferrable: true });
    await expect(reserve(ctx, policy, deferrable)).rejects.toBeInstanceOf(BudgetWait);
    await expect(
      reserve(ctx, policy, someNeed(1_000, 1, { deferrable: true })),
    ).rejects.toMatchObject({
      code: 'budget_exhausted',
      retryAfter: undefined,
      limit: { limit: 1_000, needed: 1_001 },
    });
    await cancelHold(holdProof(taken), taken.id);
    let asked = 0;
    const countInput = async () => {
      asked += 1;
      return 300;
    };
    const held = await reserve(ctx, policy, someNeed(5_000, 100, { countInput }));
    // A margin stays: the count is the provider's own estimate.
    expect([held.inputTokenBound, held.heldInputTokens, asked]).toEqual([5_000, 379, 1]);
    const failing = async () => Promise.reject(new Error('away'));
    await expect(
      reserve(ctx, policy, someNeed(5_000, 100, { countInput: failing })),
    ).rejects.toMatchObject({ code: 'budget_exhausted' });
  });
});

describe('a soft limit', () => {
  it('is noted when it is passed, and binds after its grace', async () => {
    const { ctx } = await makeTenant();
    const time = new SimulatedClock(Date.parse('2026-03-10T10:00:00Z'));
    const undo = setClock(time);
    try {
      const policy = somePolicy({
        budgets: [rule({ scope: 'feature', softPercent: 50, graceMinutes: 10 })],
      });
      const call = async () => {
        const { id } = await reserve(ctx, policy, someNeed(250, 0));
        await settle(ctx, id, told(250, 0));
      };
      const since = async () =>
        (await storedBudgets(ctx)).map((each) => each.soft_since?.getTime() ?? null);
      await call();
      expect(await since()).toEqual([null, null, null]);
      await call();
      await call();
      expect(await since()).toEqual([time.now(), null, null]);
      time.advanceTo(Date.parse('2026-03-10T10:10:00Z'));
      await expect(reserve(ctx, policy, someNeed(1, 0))).rejects.toMatchObject({
        code: 'budget_exhausted',
        limit: { soft: true, limit: 500, used: 750 },
      });
      const raised = somePolicy({
        budgets: [rule({ scope: 'feature', tokens: 2_000, softPercent: 50, graceMinutes: 10 })],
      });
      await reserve(ctx, raised, someNeed(1_200, 0));
      expect((await storedBudgets(ctx)).map((each) => each.soft_since)).toEqual([null, null, null]);
    } finally {
      undo();
    }
  });
});

describe('more than was held', () => {
  it('is charged as it is and alerts the operators', async () => {
    const { ctx } = await makeTenant();
    const { id } = await makeHold(ctx, 100, 10);
    await settle(ctx, id, told(100, 11));
    expect((await storedBudgets(ctx)).map((each) => each.used_tokens)).toEqual([111n, 111n]);
    const alerts = await asSuperuser('select kind from security_alert where subject_tenant = $1', [
      ctx.tenantId,
    ]);
    expect(alerts).toEqual([{ kind: 'bound_exceeded' }]);
  });
});

describe('a hold of which nobody heard', () => {
  it('is cancelled once it was taken after all', async () => {
    const { ctx } = await makeTenant();
    const others = await superuserClient();
    await others.query('begin; lock table budget_counter in exclusive mode');
    await expect(makeHold(ctx, 100, 10)).rejects.toMatchObject({ code: 'store_unavailable' });
    await others.query('commit');
    await others.end();
    const states = async () =>
      (
        await asSuperuser<{ state: string }>('select state from reservation where tenant_id = $1', [
          ctx.tenantId,
        ])
      ).map(({ state }) => state);
    await expect.poll(states, { timeout: 20_000 }).toEqual(['settled']);
    const left = (await storedBudgets(ctx)).map((each) => [each.held_tokens, each.used_tokens]);
    expect(left).toEqual([
      [0n, 0n],
      [0n, 0n],
    ]);
  });
});
