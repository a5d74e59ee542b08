import { beforeAll, describe, expect, it } from 'vitest';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { parseRange } from '../range/schema';
import { readTenant } from '../read-tenant';
import { readFleet } from './read-fleet';
import type { FleetFilter, FleetRow } from './schema';

// Days that no other test writes to: the database is shared.
const RANGE = parseRange({ from: '2019-03-01', to: '2019-03-03' }, 0);
const at = (hour: number) => new Date(Date.parse(RANGE.from) + hour * 3_600_000);

let operator: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  [first, second] = [await makeTenant(), await makeTenant('free')];
  for (let i = 1; i <= 101; i++) {
    await addUsage(first.ctx, {
      at: at(i % 40),
      latencyMs: i * 10,
      firstTokenMs: i,
      price: 3n,
      cost: 2n,
    });
  }
  await addUsage(first.ctx, { at: at(1), outcome: 'refused', latencyMs: 1, ledger: false });
  await addUsage(second.ctx, { at: at(1), outcome: 'error', latencyMs: 7, price: 10n ** 15n });
  await addUsage(second.ctx, { at: at(-1) });
  await addUsage(second.ctx, { at: at(48) });
  await foldFleetNow();
});

/** Every page of it. */
async function everyRow(filter: FleetFilter = {}): Promise<FleetRow[]> {
  const first = await readFleet(operator, RANGE, filter);
  const rows = [...first.rows];
  for (let page = 2; page <= first.pages; page += 1)
    rows.push(...(await readFleet(operator, RANGE, { ...filter, page })).rows);
  return rows;
}

function rowOf(rows: FleetRow[], tenant: MadeTenant): FleetRow {
  const row = rows.find((each) => each.id === tenant.ctx.tenantId);
  if (!row) throw new Error('The tenant is missing.');
  return row;
}

describe('the fleet', () => {
  it('has percentiles of what was not refused, within their bound, and half-open ends', async () => {
    const rows = await everyRow();
    // 101 values 10, 20 ... 1010: the quantile q is the one at 10 + q * 1000, or above it.
    const own = rowOf(rows, first);
    for (const [got, want] of [
      [own.latencyP50, 510],
      [own.latencyP95, 960],
      [own.latencyP99, 1000],
      [own.firstTokenP95, 96],
    ] as const) {
      expect(Math.abs((got ?? 0) - want)).toBeLessThanOrEqual(want / 100);
    }
    expect(own).toMatchObject({
      requests: 102,
      refusals: 1,
      errors: 0,
      priceNano: '303',
      costNano: '202',
      tokens: 101 * 120,
    });
    expect(rowOf(rows, second)).toMatchObject({ requests: 1, errors: 1 });
    expect(Math.abs((rowOf(rows, second).latencyP50 ?? 0) - 7)).toBeLessThan(7 / 100);
  });

  it('has totals that are the sums of all rows, to the nano-dollar', async () => {
    const rows = await everyRow();
    const { totals } = await readFleet(operator, RANGE);
    const sum = (of: (row: FleetRow) => number | bigint) =>
      rows.reduce((total, row) => total + BigInt(of(row)), 0n);
    expect(BigInt(totals.requests)).toBe(sum((row) => row.requests));
    expect(BigInt(totals.errors)).toBe(sum((row) => row.errors));
    expect(BigInt(totals.tokens)).toBe(sum((row) => row.tokens));
    expect(BigInt(totals.priceNano)).toBe(sum((row) => BigInt(row.priceNano)));
    expect(BigInt(totals.costNano)).toBe(sum((row) => BigInt(row.costNano)));
    expect(totals.priceNano).toBe((303n + 10n ** 15n).toString());
    expect(rowOf(rows, first).trend.reduce((a, b) => (a ?? 0) + (b ?? 0), 0)).toBe(102);
  });

  it('has charts that add up to the tenant’s figures, with gaps where nothing was measured', async () => {
    const { figures, series, requests } = await readTenant(operator, first.ctx.tenantId, RANGE, {});
    const total = (key: 'ok' | 'refused' | 'inputTokens') =>
      series.reduce((sum, row) => sum + (row[key] ?? 0), 0);
    expect(total('ok') + total('refused')).toBe(figures.requests);
    expect(series.reduce((sum, row) => sum + BigInt(row.price ?? 0), 0n)).toBe(303n);
    const empty = series.filter((row) => row.p95 === null);
    expect(empty.length).toBeGreaterThan(0);
    expect(requests.rows).toHaveLength(25);
    expect(requests.newer).toBeNull();
  });

  it('pages through every request once, forwards and back', async () => {
    const page = async (place: { older?: string; newer?: string }) =>
      (await readTenant(operator, first.ctx.tenantId, RANGE, place)).requests;
    const seen: string[] = [];
    let current = await page({});
    for (;;) {
      seen.push(...current.rows.map((row) => row.id));
      if (!current.older) break;
      current = await page({ older: current.older });
    }
    expect(new Set(seen).size).toBe(102);
    expect(seen).toHaveLength(102);
    const back = await page({ newer: current.newer ?? '' });
    expect(back.rows.map((row) => row.id)).toEqual(seen.slice(75, 100));
  });

  it('compares with the span before, of the same length', async () => {
    const own = rowOf(await everyRow(), second);
    expect(own).toMatchObject({ requests: 1, before: { requests: 1 } });
    expect(rowOf(await everyRow(), first).before.latencyP95).toBeNull();
  });

  it('filters, sorts either way with what is unknown last, and cuts into pages that do not overlap', async () => {
    const all = await everyRow({ sort: '-p95' });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const known = all.filter((row) => row.latencyP95 !== null);
    expect(all.slice(0, known.length)).toEqual(known);
    expect(known.map((row) => row.latencyP95)).toEqual(
      known.map((row) => row.latencyP95).sort((a, b) => (b ?? 0) - (a ?? 0)),
    );
    expect((await everyRow({ q: first.slug })).map(({ id }) => id)).toEqual([first.ctx.tenantId]);
    expect(await everyRow({ q: first.slug, plan: 'free' })).toEqual([]);
    expect((await everyRow({ q: second.slug, plan: 'free' })).length).toBe(1);
  });

  it('is for operators and auditors, and folds repeated views into one entry', async () => {
    const auditor = await makePlatformPerson('auditor');
    const finance = await makePlatformPerson('finance');
    await expect(readFleet(finance, RANGE)).rejects.toMatchObject({ code: 'forbidden' });
    await readFleet(auditor, RANGE);
    await readFleet(auditor, RANGE);
    const views = await withPlatform(operator, { action: 'test.read', reason: 'test' }, (sql) =>
      sql('select from platform_audit where actor_id = $1 and action = $2', [
        auditor.userId,
        'fleet.view',
      ]),
    );
    expect(views).toHaveLength(1);
  });
});
