import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, someNeed, somePolicy } from '@/e2e/support/make-hold';
import { makeTenant } from '@/e2e/support/make-tenant';
import { storedBudgets } from '@/e2e/support/read-budgets';
import type { PriceLineRow } from '@/lib/db/price-lines';
import { NO_USAGE, PriceBook } from '@/lib/metering/price-book';
import { exactUsd, parseUsd } from '@/lib/money';
import { runStep } from './batch';
import { boundedChoice, boundOf } from './bounds';
import { binding, type ScopeUse } from './decide';
import { holdProof } from './hold-proof';
import { reserve } from './reserve';
import { UNLIMITED } from './soft-amounts';
import { inputOf } from './usage';

const KINDS = Object.keys(NO_USAGE) as (keyof typeof NO_USAGE)[];
const MOST = 2n ** 63n - 1n;
const amount = fc.bigInt({ min: 0n, max: MOST });
const tokens = fc.integer({ min: 0, max: 2_000 });

/** Both books with these lines for one model. */
function bookOf(lines: Partial<PriceLineRow>[], costs = lines): PriceBook {
  const none = { output_nano: 0n, cache_read_nano: 0n, cache_write_5m_nano: 0n };
  const base = { version: 1, effective_from: new Date(0), model: 'm', batch_percent: 50 };
  const rows = (of: Partial<PriceLineRow>[], book: 'cost' | 'price', plan: string) =>
    of.map((line) => ({
      ...{ ...base, ...none, book, plan, cache_write_1h_nano: 0n, input_over: 0n, input_nano: 0n },
      ...line,
    }));
  return new PriceBook(
    { cost: 1, price: 1 },
    [...rows(lines, 'price', 'professional'), ...rows(costs, 'cost', '*')],
    'professional',
  );
}

const nano = fc.bigInt({ min: 0n, max: 1_000_000n });
const someLines = fc
  .array(
    fc.record({
      input_nano: nano,
      output_nano: nano,
      cache_read_nano: nano,
      cache_write_5m_nano: nano,
      cache_write_1h_nano: nano,
      input_over: fc.bigInt({ min: 1n, max: 8_000n }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((lines) => lines.map((line, index) => (index === 0 ? { ...line, input_over: 0n } : line)));
const someBook = fc.tuple(someLines, someLines).map(([prices, costs]) => bookOf(prices, costs));

/** Floating columns that hold shares, factors and virtual time, and never an amount. */
const NO_AMOUNTS = [
  'containment.threshold',
  'containment.value',
  'containment_rule.threshold',
  'cost_forecast.error',
  'cost_forecast.straight_error',
  'job.charged',
  'objective.target',
  'objective_alert.burn',
  'work_share.since_lift',
  'work_share.started',
  'work_share.unlifted',
];

describe('money', () => {
  it('is exact as text to the last nano-dollar', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (nano) => {
        expect(parseUsd(exactUsd(nano))).toBe(nano);
      }),
    );
  });

  it('bounds a call from above, whatever the book, the size and what of it is cached', () => {
    fc.assert(
      fc.property(
        someBook,
        fc.tuple(tokens, tokens, tokens, tokens, tokens),
        tokens,
        fc.boolean(),
        (book, [inputTokens, cacheReadTokens, write5m, write1h, outputTokens], slack, caches) => {
          const usage = {
            inputTokens,
            cacheReadTokens,
            cacheWrite5mTokens: caches ? write5m : 0,
            cacheWrite1hTokens: caches ? write1h : 0,
            outputTokens,
          };
          const bound = boundOf(
            boundedChoice(book, 'm', inputOf(usage) + slack, caches),
            outputTokens + slack,
          );
          const real = book.priceCall('m', usage);
          expect(real.price <= bound.price && real.cost <= bound.cost).toBe(true);
          expect(typeof bound.price).toBe('bigint');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is bounded by the dearer prices of smaller calls', () => {
    const prices = { output_nano: 5n, cache_read_nano: 0n };
    const book = bookOf([
      { ...prices, input_over: 0n, input_nano: 2_000n },
      { ...prices, input_over: 100_000n, input_nano: 600n },
    ]);
    expect(boundedChoice(book, 'm', 140_000)).toMatchObject({ inputPrice: 200_000_000n });
  });

  it('is compared without wrapping up to 2^63', () => {
    const scope: Omit<ScopeUse, 'usedNano' | 'heldNano' | 'priceLimit'> = {
      scope: 'tenant',
      scopeId: 't',
      period: 'day',
      periodStart: new Date(0),
      resetsAt: new Date(1),
      tokenLimit: UNLIMITED,
      usedTokens: 0n,
      heldTokens: 0n,
    };
    fc.assert(
      fc.property(amount, amount, amount, amount, (used, held, price, limit) => {
        const choice = { model: 'm', inputTokens: 0, inputPrice: price, outputTokenPrice: 0n };
        const use = { ...scope, usedNano: used, heldNano: held, priceLimit: limit };
        const fits = binding([use], choice, 0, new Date(0)) === undefined;
        expect(fits).toBe(used + held + price <= limit);
      }),
    );
  });

  it('is refused by PostgreSQL rather than wrapped', async () => {
    const { ctx } = await makeTenant();
    const hold = await makeHold(ctx, 10, 10);
    const before = await storedBudgets(ctx);
    const usage = { ...NO_USAGE, inputTokens: 1 };
    const step = {
      kind: 'settle',
      tenantId: ctx.tenantId,
      id: hold.id,
      proof: { token: await holdProof(hold).databaseToken() },
      outcome: 'complete',
      estimated: false,
      at: new Date(),
    } as const;
    const beyond = { ...step, figures: { usage, cost: 0n, price: MOST + 1n } };
    await expect(runStep(beyond, 5_000)).rejects.toMatchObject({ code: '22003' });
    expect(await storedBudgets(ctx)).toEqual(before);
    await runStep({ ...step, figures: { usage, cost: 0n, price: MOST - 5n } }, 5_000);
    const other = await makeTenant();
    await expect(
      reserve(ctx, somePolicy({ downgradeLength: false }), someNeed(1, 1)),
    ).rejects.toMatchObject({ limit: { used: (MOST - 5n).toString() } });
    await makeHold(other.ctx, 1, 1);
  });

  it('of many calls is that of their tokens: nothing is rounded on the way', () => {
    const usage = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWrite5mTokens: tokens,
      cacheWrite1hTokens: tokens,
    });
    const line = someLines.map((lines) => lines.slice(0, 1));
    fc.assert(
      fc.property(line, line, fc.array(usage, { minLength: 1 }), (prices, costs, calls) => {
        const book = bookOf(prices, costs);
        const sums = { ...NO_USAGE };
        let [price, cost] = [0n, 0n];
        for (const call of calls) {
          for (const kind of KINDS) sums[kind] += call[kind];
          const priced = book.priceCall('m', call);
          price += priced.price;
          cost += priced.cost;
        }
        expect(book.priceCall('m', sums)).toEqual({ price, cost });
      }),
    );
  });

  it('is in no column of floating point', async () => {
    const columns = await asSuperuser<{ name: string; type: string }>(
      `select c.relname || '.' || a.attname as name, format_type(a.atttypid, null) as type
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'c') and a.attnum > 0 and not a.attisdropped
         and (a.atttypid in ('float4'::regtype, 'float8'::regtype, 'numeric'::regtype, 'money'::regtype)
           or a.attname ~ '(nano|price|cost|tokens)')`,
    );
    const floats = columns.filter(({ type }) => !/^(bigint|integer|smallint|text)/.test(type));
    const others = floats.map(({ name }) => name).filter((name) => !/_(ms|at)$/.test(name));
    expect(others.sort()).toEqual(NO_AMOUNTS);
    const money = columns.filter(({ name }) => name.endsWith('_nano'));
    expect(money.length).toBeGreaterThan(15);
    expect(money.filter(({ type }) => type !== 'bigint')).toEqual([]);
  });

  it('of ten million rows is summed exactly, beyond 2^63 too', async () => {
    const [row] = await asSuperuser<{ sum: string; rows: string }>(
      `select sum(price)::text as sum, count(*)::text as rows
       from (select (9223372036854 - n)::bigint as price from generate_series(1, 10000000) n) entries`,
    );
    expect(row).toEqual({ rows: ROWS.toString(), sum: sumFrom(9_223_372_036_854n).toString() });
  });

  it('of ten million rows is merged exactly by what the consoles read, and refused where it would wrap', async () => {
    const merged = (parts: string, first: bigint) =>
      asSuperuser<{ calls: string; price: string }>(
        `select m.calls::text as calls, m.price_nano::text as price from tenancy.merge_usage((
           select array_agg((1, '', '', 0, 0, 0, 0, p.rows, 0, 0, 0, 0, 0, 0, 0, 0, p.price, '{}', '{}', '{}', '{}')::tenancy.usage_sums)
           from (${parts}) p), false) m`,
        [first.toString()],
      );
    const parts = `select count(*) as rows, sum($1::bigint - n)::bigint as price
      from generate_series(1, 10000000) n group by n / 10000`;
    // Near 2^63, where a double counts in steps of a thousand.
    const first = 922_337_200_000n + 5_000_000n;
    expect(sumFrom(first) < MOST && sumFrom(first) > 2n ** 62n).toBe(true);
    expect(await merged(parts, first)).toEqual([
      { calls: ROWS.toString(), price: sumFrom(first).toString() },
    ]);
    const two = 'select 1::bigint as rows, $1::bigint as price from generate_series(1, 2)';
    await expect(merged(two, 2n ** 62n)).rejects.toMatchObject({ code: '22003' });
  });
});

const ROWS = 10_000_000n;

/** Of `first - n` for each n from 1 to ten million. */
function sumFrom(first: bigint): bigint {
  return ROWS * first - (ROWS * (ROWS + 1n)) / 2n;
}

describe('PostgreSQL and decide', () => {
  it('say the same of any call under any budgets', async () => {
    const { ctx } = await makeTenant();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        async (tokensPerDay, input, output) => {
          const policy = somePolicy({ tokensPerDay, downgradeLength: false });
          const [day] = (await storedBudgets(ctx)).filter(({ period }) => period === 'day');
          const held = day?.held_tokens ?? 0n;
          const taken = await reserve(ctx, policy, someNeed(input, output)).then(
            () => true,
            (error) => {
              expect(error).toMatchObject({ limit: { reserved: Number(held) } });
              return false;
            },
          );
          expect(taken).toBe(held + BigInt(input + output) <= BigInt(tokensPerDay));
        },
      ),
      { numRuns: 60 },
    );
  });
});
