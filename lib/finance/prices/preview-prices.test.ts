import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { draftPrices } from '@/e2e/support/price-drafts';
import { withPlatform } from '@/lib/db/platform-sql';
import { readPriceLines } from '@/lib/db/price-lines';
import { NO_USAGE, PriceBook } from '@/lib/metering/price-book';
import type { PlatformContext } from '@/lib/tenancy/context';
import { previewIn } from './preview-prices';
import type { Book } from './schema';

let finance: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
});

const draft = (book: Book) => draftPrices(finance, book);

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
