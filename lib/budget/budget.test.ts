import { beforeAll, describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { reserve } from './reserve';
import { cancelHold, settle } from './settle';

const MODEL = 'claude-sonnet-5-5';
const policy = (changes: Partial<Policy>): Policy => ({
  ...PLAN_DEFAULTS.professional,
  ...changes,
});
const need = (inputTokenBound: number, maxOutputTokens: number) => ({
  requestId: newId(),
  callOrdinal: 0,
  feature: 'test',
  model: MODEL,
  inputTokenBound,
  maxOutputTokens,
  documents: [],
});

interface Counter {
  period: string;
  used_tokens: bigint;
  held_tokens: bigint;
  used_nano: bigint;
  held_nano: bigint;
}

const counters = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql<Counter>(
      'select period, used_tokens, held_tokens, used_nano, held_nano from budget_counter where tenant_id = :tenant order by period',
    ),
  );
const ledger = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql<{ price_nano: bigint; cost_nano: bigint; estimated: boolean; outcome: string }>(
      'select price_nano, cost_nano, estimated, outcome from ledger_entry where tenant_id = :tenant order by at',
    ),
  );

describe('budgets', () => {
  let ctx: TenantContext;
  beforeAll(async () => {
    ({ ctx } = await makeTenant('professional'));
  });

  it('holds the worst case, then counts exactly what was used', async () => {
    const held = await reserve(ctx, policy({}), need(1_000, 500));
    const [day] = await counters(ctx);
    expect(day).toMatchObject({
      held_tokens: 1_500n,
      used_tokens: 0n,
      held_nano: 1_000n * 2_600n + 500n * 13_000n,
    });

    await settle(ctx, held.id, {
      outcome: 'complete',
      usage: { ...NO_USAGE, inputTokens: 200, outputTokens: 50 },
      estimated: false,
    });
    for (const counter of await counters(ctx)) {
      expect(counter).toMatchObject({
        held_tokens: 0n,
        held_nano: 0n,
        used_tokens: 250n,
        used_nano: 200n * 2_600n + 50n * 13_000n,
      });
    }
    expect(await ledger(ctx)).toEqual([
      {
        price_nano: 1_170_000n,
        cost_nano: 200n * 2_000n + 50n * 10_000n,
        estimated: false,
        outcome: 'complete',
      },
    ]);
  });

  it('changes nothing when settled again, and charges nothing for a call that was not made', async () => {
    const { ctx } = await makeTenant();
    const held = await reserve(ctx, policy({}), need(100, 100));
    const usage = { ...NO_USAGE, inputTokens: 10, outputTokens: 10 };
    await Promise.all(
      [1, 2, 3].map(() => settle(ctx, held.id, { outcome: 'complete', usage, estimated: false })),
    );
    expect(await ledger(ctx)).toHaveLength(1);

    const unused = await reserve(ctx, policy({}), need(100, 100));
    await cancelHold(ctx, unused.id);
    expect(await ledger(ctx)).toHaveLength(1);
    expect((await counters(ctx)).every((c) => c.held_tokens === 0n && c.used_tokens === 20n)).toBe(
      true,
    );
  });

  it('settles an unknown outcome at its bound, marked estimated', async () => {
    const { ctx } = await makeTenant();
    const held = await reserve(ctx, policy({}), need(300, 700));
    await settle(ctx, held.id, { outcome: 'unknown', usage: undefined, estimated: true });
    expect(await ledger(ctx)).toMatchObject([
      { price_nano: 300n * 2_600n + 700n * 13_000n, estimated: true, outcome: 'unknown' },
    ]);
  });

  it('settles more at once than there are connections while prices have to be read again', async () => {
    const { ctx } = await makeTenant('enterprise');
    const held = await Promise.all(
      Array.from({ length: 30 }, () => reserve(ctx, policy({}), need(10, 10))),
    );
    const prices = processState('metering.priceLines', () => ({ readAt: 0 }));
    prices.readAt = Number.NEGATIVE_INFINITY;
    const usage = { ...NO_USAGE, inputTokens: 1, outputTokens: 1 };
    await Promise.all(
      held.map(({ id }) => settle(ctx, id, { outcome: 'complete', usage, estimated: false })),
    );
    expect(await ledger(ctx)).toHaveLength(30);
  });

  it('never lets used and held pass the limit, however many ask at once', async () => {
    const { ctx } = await makeTenant();
    const tight = policy({ tokensPerDay: 10_000 });
    const tries = await Promise.allSettled(
      Array.from({ length: 40 }, () => reserve(ctx, tight, need(600, 400))),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(10);
    const refused = tries.find((t) => t.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      code: 'budget_exhausted',
      limit: { name: 'tokens_per_day', limit: 10_000, used: 0, reserved: 10_000 },
    });
    expect((await counters(ctx))[0]).toMatchObject({ held_tokens: 10_000n });
  });

  it('binds in money too, and refuses a model without a price', async () => {
    const { ctx } = await makeTenant();
    await expect(
      reserve(ctx, policy({ priceNanoPerMonth: '1000000' }), need(1_000, 0)),
    ).rejects.toMatchObject({ limit: { name: 'price_per_month' } });
    await expect(
      reserve(ctx, policy({}), { ...need(1, 1), model: 'claude-unknown' }),
    ).rejects.toMatchObject({ code: 'model_unpriced' });
    for (const counter of await counters(ctx))
      expect(counter).toMatchObject({ held_tokens: 0n, used_tokens: 0n, held_nano: 0n });
  });
});
