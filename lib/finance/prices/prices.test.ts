import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { ownerClient } from '@/e2e/support/owner-client';
import { withPlatform } from '@/lib/db/platform-sql';
import { readPriceLines } from '@/lib/db/price-lines';
import { NO_USAGE, PriceBook } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readTerms } from '../statement/read-terms';
import { addPrices } from './add-prices';
import { belowCost, besides, diffPrices, largeChanges } from './changes/schema';
import { exportPrices } from './export-prices';
import { priceOf } from './margin/schema';
import { previewIn } from './preview-prices';
import { readPrices, readPriceVersion } from './read-prices';
import {
  type AddPrices,
  addPricesSchema,
  type Book,
  type PriceVersionView,
  TOKEN_PRICES,
} from './schema';

let finance: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
});

async function current(book: Book): Promise<PriceVersionView> {
  const { versions } = await readPrices(finance);
  const found = versions.find((each) => each.book === book && each.state === 'current');
  if (!found) throw new Error('No prices.');
  return found;
}

async function newest(book: Book): Promise<number> {
  const { versions } = await readPrices(finance);
  return versions.find((each) => each.book === book)?.id ?? 0;
}

async function draft(book: Book, change: Partial<AddPrices> = {}): Promise<AddPrices> {
  const { lines, plans } = await current(book);
  return {
    book,
    basedOn: await newest(book),
    startsAt: null,
    reason: 'Agreed for the new year',
    acceptBelowCost: false,
    lines: structuredClone(lines),
    plans: structuredClone(plans),
    ...change,
  };
}

const day = (at: string) => at.slice(0, 10);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('adding prices', () => {
  it('adds a version that lies ahead, then one that withdraws it', async () => {
    const given = await draft('price', { startsAt: inDays(30) });
    for (const line of given.lines) line.outputNano = String(BigInt(line.outputNano) * 2n);
    const id = await addPrices(finance, given);
    const { version, before } = await readPriceVersion(finance, id);
    expect(version).toMatchObject({ state: 'ahead', reason: given.reason, lines: given.lines });
    expect(version.author).toBeTruthy();
    expect(before && diffPrices(before, version).every((c) => c.field === 'outputNano')).toBe(true);
    const back = await draft('price', { startsAt: version.startsAt });
    await addPrices(finance, back);
    expect((await readPriceVersion(finance, id)).version.state).toBe('withdrawn');
  });

  it('is in the platform’s audit log with its reason', async () => {
    const id = await addPrices(finance, await draft('price', { reason: 'Seen in the log' }));
    const rows = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
      sql(
        "select reason from platform_audit where action = 'prices.add' and reason = 'Seen in the log'",
      ),
    );
    expect(rows).toHaveLength(1);
    expect((await current('price')).id).toBe(id);
  });

  it('refuses the past, a version that came first, and a model in use without a line', async () => {
    const past = draft('price', { startsAt: inDays(-1) });
    await expect(past.then((given) => addPrices(finance, given))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const stale = await draft('price');
    await expect(addPrices(finance, { ...stale, basedOn: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    const lines = stale.lines.filter((line) => line.model !== 'claude-haiku-5-5');
    await expect(addPrices(finance, { ...stale, lines })).rejects.toThrow(/claude-haiku-5-5/);
    const unembedded = stale.lines.filter((line) => line.model !== EMBEDDING_MODEL);
    await expect(addPrices(finance, { ...stale, lines: unembedded })).rejects.toThrow(
      EMBEDDING_MODEL,
    );
    const plan = stale.lines.filter((line) => line.plan !== 'free');
    await expect(addPrices(finance, { ...stale, lines: plan })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('asks for a confirmation below cost, from either side', async () => {
    const cheap = await draft('price');
    const [line] = cheap.lines;
    if (line) line.outputNano = '1';
    await expect(addPrices(finance, cheap)).rejects.toMatchObject({ code: 'conflict' });
    const dear = await draft('cost');
    for (const each of dear.lines) each.inputNano = '999999';
    await expect(addPrices(finance, dear)).rejects.toMatchObject({ code: 'conflict' });
    const ahead = { ...dear, startsAt: inDays(60), acceptBelowCost: true };
    expect(await addPrices(finance, ahead)).toBeGreaterThan(0);
  });

  it('is compared with every version of the other book that is in force while it is', async () => {
    const lossesFrom = async (book: Book, startsAt: string | null) => {
      const given = await draft(book, { startsAt });
      for (const line of given.lines)
        if (book === 'price' && line.plan !== 'free') line.outputNano = '1000000';
      const failure = await addPrices(finance, given).catch((error: Error) => error.message);
      return typeof failure === 'string' ? (failure.match(/\d{4}-\d\d-\d\d/g) ?? []) : [];
    };
    const dear = await draft('cost', { startsAt: inDays(200), acceptBelowCost: true });
    for (const line of dear.lines) line.outputNano = '999999';
    await addPrices(finance, dear);
    // Beside the dear costs of before, which begin in sixty days, and these.
    expect(await lossesFrom('price', inDays(150))).toEqual([inDays(150), inDays(200)].map(day));
    // Another version of prices begins before those costs do.
    await addPrices(
      finance,
      await draft('price', { startsAt: inDays(195), acceptBelowCost: true }),
    );
    expect(await lossesFrom('price', inDays(150))).toEqual([day(inDays(150))]);
    const { versions } = await readPrices(finance);
    const seen = versions.filter(({ state }) => state === 'current' || state === 'ahead');
    const beside = (at: string) => besides(seen, 'price', at).map(({ from }) => day(from));
    expect(beside(inDays(150))).toEqual([day(inDays(150))]);
    expect(beside(inDays(196))).toEqual([inDays(196), inDays(200)].map(day));
  });

  it('lets one of two through that began from the same version', async () => {
    const given = await draft('price');
    const other = await makePlatformPerson('finance');
    const results = await Promise.allSettled([addPrices(finance, given), addPrices(other, given)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('has the fees of the later of two that begin at once', async () => {
    const startsAt = inDays(90);
    for (const feeNano of ['1000000000', '2000000000']) {
      const given = await draft('price');
      for (const plan of given.plans) plan.feeNano = feeNano;
      await addPrices(finance, { ...given, startsAt, acceptBelowCost: true });
    }
    const terms = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
      readTerms((text) => sql(text)),
    );
    const begun = terms.filter(({ effectiveFrom }) => effectiveFrom.toISOString() === startsAt);
    expect(begun.map(({ feeNano }) => feeNano)).toEqual(Array(4).fill(2_000_000_000n));
  });

  it('is for finance alone, and never without its audit entry', async () => {
    const given = await draft('price');
    const add = 'select tenancy.add_price_version($1, $2, null, $3, $4, $5, true)';
    const params = ['price', given.basedOn, 'sneaky', '[]', '[]'];
    for (const role of ['operator', 'auditor'] as const) {
      const person = await makePlatformPerson(role);
      await expect(addPrices(person, given)).rejects.toMatchObject({ code: 'forbidden' });
      const direct = withPlatform(person, { action: 'prices.add', reason: 'x' }, (sql) =>
        sql(add, params),
      );
      await expect(direct).rejects.toThrow(/permission denied/);
    }
    const unsaid = withPlatform(finance, { action: 'other', reason: 'x' }, (sql) =>
      sql(add, params),
    );
    await expect(unsaid).rejects.toThrow(/audit entry/);
    const insert = withPlatform(finance, { action: 'prices.add', reason: 'x' }, (sql) =>
      sql("insert into price_version values (99, now(), '', now(), 'price', 'x', null)"),
    );
    await expect(insert).rejects.toThrow(/permission denied/);
  });
});

describe('a version in the database', () => {
  it.each([
    'update price_version set effective_from = now()',
    'update price_line set input_nano = input_nano + 1',
    'update price_plan set fee_nano = 0',
    'delete from price_plan',
    'truncate price_line cascade',
    `insert into price_line select version, kind, plan, model, 999, 1, 1, 1, 1, 1 from price_line limit 1`,
    `insert into price_version values (999, now() - interval '1 day', '', now(), 'cost', '', null)`,
  ])('is kept by its tables from their owner: %s', async (statement) => {
    const owner = await ownerClient();
    await expect(owner.query(statement)).rejects.toThrow(/price version/);
    await owner.end();
  });
});

describe('the form’s schema', () => {
  it('refuses what is negative, free, absurd or twice there', async () => {
    const good = await draft('price');
    expect(addPricesSchema.safeParse(good).success).toBe(true);
    const bad = (change: object) => ({
      ...good,
      lines: good.lines.map((line, index) => (index === 0 ? { ...line, ...change } : line)),
    });
    for (const wrong of [
      bad({ inputNano: '-1' }),
      bad({ inputNano: '0' }),
      bad({ outputNano: '1000001' }),
      bad({ inputNano: '1.5' }),
      bad({ batchPercent: 0 }),
      bad({ plan: '*' }),
      { ...good, plans: good.plans.slice(1) },
      { ...good, lines: [...good.lines, ...good.lines] },
      { ...good, reason: ' ' },
      { ...good, book: 'cost' },
    ]) {
      expect(addPricesSchema.safeParse(wrong).success).toBe(false);
    }
  });
});

describe('what would change', () => {
  it('names large changes and what is below cost at any size', async () => {
    const price = await current('price');
    const cost = await current('cost');
    expect(belowCost(price.lines, cost.lines)).toEqual([]);
    const lines = price.lines.map((line) =>
      line.plan === 'free' && line.inputOver > 0 ? { ...line, inputNano: '499' } : line,
    );
    expect(belowCost(lines, cost.lines)).toHaveLength(1);
    const without = price.lines.filter((line) => line.inputOver === 0);
    expect(new Set(belowCost(without, cost.lines).map((line) => line.model))).toEqual(
      new Set(['claude-haiku-5-5']),
    );
    const more = price.lines.map((line) => ({
      ...line,
      inputNano: String(BigInt(line.inputNano) * 3n + 1n),
    }));
    expect(largeChanges(price, { lines: more, plans: price.plans })).toHaveLength(more.length);
  });
});

describe('the preview', () => {
  it('prices last month’s calls as the price book does, to the nano-dollar', async () => {
    const calls = [
      { inputTokens: 99_999, outputTokens: 3 },
      { inputTokens: 100_000, outputTokens: 7 },
      { inputTokens: 100_001, outputTokens: 11 },
      { inputTokens: 1, outputTokens: 1, batch: true },
      { inputTokens: 3, outputTokens: 1, batch: true },
      { inputTokens: 5, outputTokens: 5, account: 'own' as const },
    ];
    for (const call of calls)
      await addUsage(tenant.ctx, { at: new Date('2017-05-31T23:59:59Z'), ...call });
    await addUsage(tenant.ctx, { at: new Date('2017-06-01T00:00:00Z') });
    for (const book of ['cost', 'price'] as const) {
      const given = await draft(book);
      for (const line of given.lines) line.inputNano = String(BigInt(line.inputNano) + 1n);
      const preview = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
        previewIn(sql, given, new Date('2017-06-15T00:00:00Z')),
      );
      const rows = given.lines.map((line) => ({
        version: 0,
        effective_from: new Date(0),
        book,
        plan: line.plan,
        model: line.model,
        input_over: BigInt(line.inputOver),
        input_nano: BigInt(line.inputNano),
        output_nano: BigInt(line.outputNano),
        cache_read_nano: BigInt(line.cacheReadNano),
        cache_write_5m_nano: BigInt(line.cacheWrite5mNano),
        cache_write_1h_nano: BigInt(line.cacheWrite1hNano),
        batch_percent: line.batchPercent,
      }));
      const other = { ...(await draft(book === 'cost' ? 'price' : 'cost')) };
      const all = [
        ...rows,
        ...(await readPriceLines()).filter(
          (line) => line.book === other.book && line.version === other.basedOn,
        ),
      ];
      const versions =
        book === 'cost' ? { cost: 0, price: other.basedOn } : { cost: other.basedOn, price: 0 };
      const priceBook = new PriceBook(versions, all, 'professional');
      const expected = calls
        .filter((call) => book === 'price' || call.account !== 'own')
        .map(
          ({ batch, ...call }) =>
            priceBook.priceCall('claude-haiku-5-5', { ...NO_USAGE, ...call }, batch)[book],
        )
        .reduce((a, b) => a + b, 0n);
      expect(preview).toMatchObject({ month: '2017-05', calls: 6, unpriced: 0 });
      expect(BigInt(preview.usage.afterNano)).toBe(expected);
      expect(preview.bill === null).toBe(book === 'cost');
    }
  });
});

describe('the preview of prices', () => {
  const MAY = { came: '2015-03-01T00:00:00Z', at: new Date('2015-06-15T00:00:00Z') };
  const TERMS = { professional: [100n, 40n], starter: [31n, 0n] } as const;
  const DOLLAR = 1_000_000_000n;

  async function effect(tenantId: string) {
    const given = await draft('price');
    for (const terms of given.plans) {
      const [fee, included] = terms.plan === 'professional' ? TERMS.professional : TERMS.starter;
      terms.feeNano = String(fee * DOLLAR);
      terms.includedNano = String(included * DOLLAR);
    }
    const preview = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
      previewIn(sql, given, MAY.at),
    );
    return { preview, row: preview.rows.find((row) => row.tenant.id === tenantId) };
  }

  async function came(plan: 'professional' | 'starter') {
    const made = await makeTenant(plan);
    await asSuperuser('update tenant set created_at = $2 where id = $1', [
      made.ctx.tenantId,
      MAY.came,
    ]);
    return made.ctx;
  }

  it('has the fee and what it includes, also of who called nothing', async () => {
    const idle = await came('professional');
    // Before any version there was no fee.
    expect((await effect(idle.tenantId)).row).toEqual({
      tenant: { id: idle.tenantId, name: expect.any(String), plan: 'professional' },
      calls: 0,
      usage: { beforeNano: '0', afterNano: '0' },
      bill: { beforeNano: '0', afterNano: String(100n * DOLLAR) },
    });
    const busy = await came('professional');
    const tokens = { inputTokens: 20_000_000_000, outputTokens: 0, model: 'claude-sonnet-5-5' };
    await addUsage(busy, { at: new Date('2015-05-20T00:00:00Z'), price: 7n, ...tokens });
    const { preview, row } = await effect(busy.tenantId);
    const usage = 20_000_000_000n * 2_600n;
    expect(row?.usage).toEqual({ beforeNano: '7', afterNano: String(usage) });
    expect(row?.bill).toEqual({
      beforeNano: '7',
      afterNano: String(100n * DOLLAR + usage - 40n * DOLLAR),
    });
    const sum = preview.rows.reduce((total, each) => total + BigInt(each.bill?.afterNano ?? 0), 0n);
    expect(BigInt(preview.bill?.afterNano ?? 0)).toBe(sum);
  });

  it('prices a call by the plan that its tenant had then, and shares the fees', async () => {
    const grown = await came('starter');
    await asSuperuser("update tenant set plan = 'professional' where id = $1", [grown.tenantId]);
    await asSuperuser(
      "update tenant_plan set since = case plan when 'starter' then $2::timestamptz else '2015-05-11' end where tenant_id = $1",
      [grown.tenantId, MAY.came],
    );
    const one = { inputTokens: 1, outputTokens: 0, model: 'claude-sonnet-5-5' };
    await addUsage(grown, { at: new Date('2015-05-10T23:59:59Z'), ...one });
    expect((await effect(grown.tenantId)).row?.usage.afterNano).toBe('2800');
    await addUsage(grown, { at: new Date('2015-05-11T00:00:00Z'), ...one });
    const { row } = await effect(grown.tenantId);
    expect(row?.usage.afterNano).toBe('5400');
    const fees = (31n * DOLLAR * 10n) / 31n + (100n * DOLLAR * 21n) / 31n;
    expect(row?.bill?.afterNano).toBe(String(fees));
  });
});

it('what the product comes with is never below its margin', async () => {
  const versions = (await readPrices(finance)).versions.filter((each) => each.author === null);
  const price = versions.find((each) => each.book === 'price');
  const cost = versions.find((each) => each.book === 'cost');
  expect(price?.lines).toHaveLength(4 * (cost?.lines.length ?? 0));
  for (const line of price?.lines ?? []) {
    const of = cost?.lines.find(
      (each) => each.model === line.model && each.inputOver === line.inputOver,
    );
    const margin = price?.plans.find((terms) => terms.plan === line.plan)?.marginBp ?? 0;
    for (const field of TOKEN_PRICES)
      expect(line[field]).toBe(priceOf(BigInt(of?.[field] ?? 0), margin).toString());
  }
});

it('a version’s file holds every line exactly', async () => {
  const version = await current('price');
  const [header, ...rows] = await exportPrices(finance, version.id);
  expect(rows).toHaveLength(version.lines.length + version.plans.length);
  const output = header?.indexOf('output_usd_per_million') ?? -1;
  const haiku = rows.find((row) => row[3] === 'free' && row[4] === 'claude-haiku-5-5');
  expect(haiku?.[output]).toBe('0.700000000');
});
