import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { parseUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { exportCosts, LEDGER_HEADER, ledgerCells } from './export-costs';
import { readCosts } from './read-costs';
import { exportLedger, readLedger } from './read-ledger';
import { DIMENSIONS, daysOf, financeParams, parseDays } from './schema';

// Days that no other test writes to: the database is shared.
const DAYS = { from: '2018-02-27', to: '2018-03-02' };

let finance: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  [first, second] = [await makeTenant(), await makeTenant()];
  const entry = (at: string, price: bigint, rest = {}) => ({
    at: new Date(at),
    price,
    cost: price / 2n,
    ...rest,
  });
  const sonnet = { model: 'claude-sonnet-5-5', feature: 'eval' };
  await addUsage(first.ctx, entry('2018-02-27T00:00:00Z', 1_000_000_001n));
  await addUsage(first.ctx, entry('2018-02-28T23:59:59.999Z', 5n, sonnet));
  await addUsage(second.ctx, entry('2018-03-01T00:00:00Z', 9_007_199_254_740_993n));
  await addUsage(second.ctx, entry('2018-03-02T23:59:59.999Z', 7n, sonnet));
  await addUsage(second.ctx, entry('2018-03-03T00:00:00Z', 1_000n));
  await addUsage(second.ctx, entry('2018-02-26T23:59:59.999Z', 1_000n));
});

const TOTAL = 1_000_000_001n + 5n + 9_007_199_254_740_993n + 7n;

describe('costs', () => {
  it.each(DIMENSIONS)('by %s add up to the same exact total', async (by) => {
    const report = await readCosts(finance, by, DAYS);
    expect(BigInt(report.totals.priceNano)).toBe(TOTAL);
    const sum = (rows: { priceNano: string }[]) =>
      rows.reduce((total, row) => total + BigInt(row.priceNano), 0n);
    expect(sum(report.rows)).toBe(TOTAL);
    expect(sum(report.daily)).toBe(TOTAL);
    expect(report.totals.calls).toBe(4);
    for (const row of report.rows)
      expect(BigInt(row.marginNano)).toBe(BigInt(row.priceNano) - BigInt(row.costNano));
  });

  it('are narrowed by tenant, model and feature', async () => {
    const { tenantId } = second.ctx;
    const report = await readCosts(finance, 'day', {
      ...DAYS,
      tenant: tenantId,
      model: 'claude-sonnet-5-5',
      feature: 'eval',
    });
    expect(report.rows.map((row) => [row.key, row.priceNano])).toEqual([['2018-03-02', '7']]);
  });

  it('are the same in the file, with exact decimals', async () => {
    const { header, rows } = await exportCosts(finance, 'tenant', DAYS);
    const price = header.indexOf('price_usd');
    const amounts = rows.map((row) => parseUsd(row[price] ?? '') ?? -1n);
    expect(amounts.at(-1)).toBe(TOTAL);
    expect(amounts.slice(0, -1).reduce((a, b) => a + b, 0n)).toBe(TOTAL);
  });

  it('are sums of the ledger rows that the drill-down shows', async () => {
    const filter = { ...DAYS, tenant: first.ctx.tenantId };
    const { page, totals } = await readLedger(finance, filter, {});
    expect(page.rows.map((row) => row.priceNano)).toEqual(['5', '1000000001']);
    expect(totals).toMatchObject({ calls: 2, priceNano: '1000000006' });
    const exported: string[] = [];
    for await (const batch of exportLedger(finance, filter))
      exported.push(...batch.map((row) => row.id));
    expect(exported).toEqual(page.rows.map((row) => row.id));
  });

  it('and ledger are narrowed by the account that paid the provider', async () => {
    const filter = { from: '2018-03-10', to: '2018-03-10' };
    const at = new Date('2018-03-10T12:00:00Z');
    await addUsage(first.ctx, { at, price: 30n, cost: 0n, account: 'own' });
    await addUsage(first.ctx, { at, price: 5n, cost: 4n });
    const own = await readLedger(finance, { ...filter, account: 'own' }, {});
    expect(own.page.rows.map((row) => [row.account, row.priceNano])).toEqual([['own', '30']]);
    expect(own.totals).toEqual({ calls: 1, costNano: '0', priceNano: '30', adjustmentsNano: '0' });
    const report = await readCosts(finance, 'tenant', { ...filter, account: 'platform' });
    expect(report.totals).toMatchObject({ calls: 1, costNano: '4', priceNano: '5' });
    const cells = own.page.rows.map(ledgerCells);
    expect(cells[0]?.[LEDGER_HEADER.indexOf('account')]).toBe('own');
    expect(cells[0]).toHaveLength(LEDGER_HEADER.length);
  });

  it('are for operators, finance and auditors', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const person = await makePlatformPerson(role);
      expect((await readCosts(person, 'tenant', DAYS)).totals.calls).toBe(4);
    }
  });
});

describe('parseDays', () => {
  const NOW = Date.parse('2026-03-05T12:00:00Z');
  const days = (params: object) => parseDays(financeParams.parse(params), NOW);

  it('knows months and whole days', () => {
    expect(days({ range: 'month' })).toMatchObject({ from: '2026-03-01', to: '2026-03-05' });
    expect(days({ range: 'last-month' })).toMatchObject({ from: '2026-02-01', to: '2026-02-28' });
    expect(daysOf(days({ range: '7d' }))).toHaveLength(7);
    expect(daysOf(days({ from: '2026-02-27', to: '2026-03-01' }))).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it('falls back on what cannot be read, and bounds the span', () => {
    expect(days({ from: 'x', to: '2026-01-01' }).preset).toBe('30d');
    expect(days({ from: '2026-03-01', to: '2026-02-01' }).preset).toBe('30d');
    expect(daysOf(days({ from: '1999-01-01', to: '2026-03-01' })).length).toBe(400);
  });
});
