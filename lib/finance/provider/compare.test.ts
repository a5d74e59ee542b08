import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import type { PlatformContext } from '@/lib/tenancy/context';
import { correctCall } from '../corrections/correct-ledger';
import { compareWithProvider } from './compare';
import { importFile, importReport } from './import-report';
import type { ProviderReport, ReportRow } from './provider-report';

const DAY = '2026-02-10';
let finance: PlatformContext;
let tenant: MadeTenant;
/** Its request's id. */
let corrected: string;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  const at = new Date(`${DAY}T12:00:00Z`);
  tenant = await makeTenant('professional');
  corrected = await addUsage(tenant.ctx, { at, inputTokens: 100, outputTokens: 20, cost: 20_000n });
  await addUsage(tenant.ctx, { at, inputTokens: 3, outputTokens: 0, batch: true, cost: 150n });
  await addUsage(tenant.ctx, { at, inputTokens: 1_000, outputTokens: 0, account: 'own' });
});

const row = (change: Partial<ReportRow>): ReportRow => ({
  day: DAY,
  model: 'claude-haiku-5-5',
  batch: false,
  apiKey: null,
  tokenType: 'uncached_input_tokens',
  tokens: null,
  cents: null,
  ...change,
});
const report = (kind: 'usage' | 'cost', rows: ReportRow[], sha = 'a'): ProviderReport => ({
  kind,
  source: 'api',
  fileName: '',
  sha256: sha.repeat(64),
  fromDay: DAY,
  toDay: DAY,
  rows,
});
const found = async () =>
  (await compareWithProvider(finance, DAY, DAY)).cells.map((cell) => [
    `${cell.model} ${cell.tokenType}${cell.batch ? ' batch' : ''}`,
    cell.differences.map(({ kind, tokens, costUsd }) => `${kind} ${tokens ?? costUsd}`).join(),
  ]);

describe('comparing with the provider', () => {
  it('says nothing of days without a report', async () => {
    const comparison = await compareWithProvider(finance, DAY, DAY);
    expect(comparison).toMatchObject({ daysWithoutUsage: 1, daysWithoutCost: 1, counts: {} });
    expect(comparison.cells).toHaveLength(3);
    expect(comparison.cells.every((cell) => cell.thereTokens === null)).toBe(true);
  });

  it('finds what differs, by day, model, tier and token type', async () => {
    await importReport(
      finance,
      report('usage', [
        row({ tokens: 90, apiKey: 'ours' }),
        row({ tokens: 10, apiKey: 'ours' }),
        row({ tokens: 7, apiKey: 'theirs' }),
        row({ tokens: 25, tokenType: 'output_tokens', apiKey: 'ours' }),
        row({ tokens: 3, batch: true, apiKey: 'ours' }),
        row({ tokens: 5, model: 'claude-new-6', apiKey: 'ours' }),
      ]),
      false,
    );
    env.ANTHROPIC_API_KEY_IDS = 'ours, another';
    expect(await found()).toEqual([
      ['claude-haiku-5-5 output_tokens', 'missing_here 5'],
      ['claude-haiku-5-5 uncached_input_tokens', 'other_key 7'],
      ['claude-haiku-5-5 uncached_input_tokens batch', ''],
      ['claude-new-6 uncached_input_tokens', 'unknown_model 5'],
    ]);
  });

  it('says what the provider has by account, of all days and of each cell', async () => {
    const { cells, accounts } = await compareWithProvider(finance, DAY, DAY);
    expect(accounts).toEqual([
      { key: 'ours', own: true, tokens: '133', usd: '0.00' },
      { key: 'theirs', own: false, tokens: '7', usd: '0.00' },
    ]);
    const input = cells.find(
      ({ model, tokenType, batch }) =>
        model === 'claude-haiku-5-5' && tokenType === 'uncached_input_tokens' && !batch,
    );
    expect(input?.accounts).toEqual([
      { key: 'ours', tokens: '100' },
      { key: 'theirs', tokens: '7' },
    ]);
  });

  it('compares the cost with what the tokens come to', async () => {
    // 107 tokens at 100, 25 at 500 and 3 in a batch at 50 nano-dollars; the price of the last is wrong.
    await importReport(
      finance,
      report('cost', [
        row({ cents: '0.00107' }),
        row({ cents: '0.0013', tokenType: 'output_tokens' }),
        row({ cents: '0.00003', batch: true }),
        row({ cents: '50', model: '', tokenType: 'other' }),
      ]),
      false,
    );
    expect(await found()).toEqual([
      [' other', 'no_tokens 0.50'],
      ['claude-haiku-5-5 output_tokens', 'missing_here 5,rounding 0.0000005'],
      ['claude-haiku-5-5 uncached_input_tokens', 'other_key 7'],
      ['claude-haiku-5-5 uncached_input_tokens batch', 'price 0.00000015'],
      ['claude-new-6 uncached_input_tokens', 'unknown_model 5'],
    ]);
  });

  it('counts a correction of the cost alone where the provider says it belongs', async () => {
    const correct = async (costNano: string) => {
      const [entry] = await withTenantSql(tenant.ctx, (sql) =>
        sql<{ id: string; cost: string; price: string }>(
          `select (array_agg(id order by kind desc))[1] as id, sum(cost_nano)::text as cost, sum(price_nano)::text as price
           from ledger_entry where tenant_id = :tenant and request_id = $1`,
          [corrected],
        ),
      );
      await correctCall(finance, {
        tenantId: tenant.ctx.tenantId,
        entryId: entry?.id ?? '',
        seenCostNano: entry?.cost ?? '',
        seenPriceNano: entry?.price ?? '',
        tokens: {
          inputTokens: 100,
          outputTokens: 20,
          cacheReadTokens: 0,
          cacheWrite5mTokens: 0,
          cacheWrite1hTokens: 0,
        },
        costNano,
        priceNano: entry?.price ?? '',
        reason: 'As the provider charged it',
      });
    };
    const output = async () =>
      (await compareWithProvider(finance, DAY, DAY)).cells
        .filter(({ model, batch }) => model === 'claude-haiku-5-5' && !batch)
        .map(({ tokenType, hereUsd, differences }) => [
          tokenType,
          hereUsd,
          differences.map(({ kind, costUsd }) => `${kind} ${costUsd ?? ''}`).join(),
        ]);
    await correct('20500');
    expect(await output()).toEqual([
      ['output_tokens', '0.0000105', 'missing_here '],
      ['uncached_input_tokens', '0.00001', 'other_key '],
    ]);
    await correct('20700');
    expect(await output()).toContainEqual(['other', '0.0000002', 'no_tokens -0.0000002']);
    await correct('20000');
    expect(await output()).toContainEqual([
      'output_tokens',
      '0.00001',
      'missing_here ,rounding 0.0000005',
    ]);
  });

  it('replaces no import silently: a later one is another version', async () => {
    const again = report('usage', [row({ tokens: 100, apiKey: 'ours' })], 'b');
    await expect(importReport(finance, again, false)).rejects.toMatchObject({ code: 'conflict' });
    const { number } = await importReport(finance, again, true);
    const comparison = await compareWithProvider(finance, DAY, DAY);
    expect(comparison.imports[0]?.number).toBe(number);
    expect(comparison.imports.filter((each) => each.kind === 'usage')).toHaveLength(2);
    const input = comparison.cells.find(
      (cell) => cell.tokenType === 'uncached_input_tokens' && !cell.batch,
    );
    expect(input).toMatchObject({ thereTokens: '100' });
  });

  it('refuses the same file twice, also when it is said to be meant', async () => {
    const text =
      'usage_date_utc,model,token_type,cost_usd\n2015-04-01,Claude Haiku 5.5,output,0.5\n';
    const bytes = new TextEncoder().encode(text);
    await importFile(finance, bytes, 'cost.csv', false);
    for (const again of [false, true])
      await expect(importFile(finance, bytes, 'cost.csv', again)).rejects.toMatchObject({
        message: 'This very file was imported before.',
      });
  });

  it('is imported by finance alone', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const person = await makePlatformPerson(role);
      expect((await compareWithProvider(person, DAY, DAY)).imports.length).toBeGreaterThan(0);
      await expect(
        (async () => importReport(person, report('usage', []), true))(),
      ).rejects.toMatchObject({ code: 'forbidden' });
      const direct = withPlatform(person, { action: 'x', reason: 'x' }, (sql) =>
        sql('insert into provider_import select * from provider_import limit 1'),
      );
      await expect(direct).rejects.toThrow(/permission denied/);
    }
    const later = withPlatform(finance, { action: 'x', reason: 'x' }, (sql) =>
      sql(
        `insert into provider_row (import_id, ordinal, day, model, batch, token_type, tokens)
         select id, 9999, from_day, 'x', false, 'output_tokens', 1 from provider_import limit 1`,
      ),
    );
    await expect(later).rejects.toThrow(/row-level security/);
  });
});
