import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownerClient } from '@/e2e/support/owner-client';
import { currentPrices, draftPrices, newestPrices } from '@/e2e/support/price-drafts';
import { withPlatform } from '@/lib/db/platform-sql';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readTerms } from '../statement/read-terms';
import { addPrices } from './add-prices';
import { belowCost, besides, diffPrices, largeChanges } from './changes/schema';
import { exportPrices } from './export-prices';
import { priceOf } from './margin/schema';
import { readPrices, readPriceVersion } from './read-prices';
import { type AddPrices, addPricesSchema, type Book, TOKEN_PRICES } from './schema';

let finance: PlatformContext;
let _tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  _tenant = await makeTenant('professional');
});

const current = (book: Book) => currentPrices(finance, book);
const _newest = (book: Book) => newestPrices(finance, book);
const draft = (book: Book, change?: Partial<AddPrices>) => draftPrices(finance, book, change);
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
