import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { parseUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readLedger } from '../read-ledger';
import type { LedgerFilter } from '../schema';
import { exportShowback } from './export-showback';
import { SHOWBACK_DIMENSIONS } from './facts';
import { readShowback } from './read-showback';

// Days that no other test writes to: the database is shared. One whole month and days around it.
const DAYS = { from: '2015-01-30', to: '2015-03-02', usage: 'only' as const };
const SONNET = 'claude-sonnet-5-5';

let finance: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;

const read = (
  by: (typeof SHOWBACK_DIMENSIONS)[number],
  filter: LedgerFilter = DAYS,
  tag = 'team',
) => readShowback(finance, by, filter, { tag, page: 1 });
const add = (of: MadeTenant, at: string, price: bigint, rest = {}) =>
  addUsage(of.ctx, { at: new Date(at), price, cost: price / 3n, ...rest });

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  [first, second] = [await makeTenant(), await makeTenant()];
  await add(first, '2015-01-29T23:59:59.999Z', 1_000n);
  await add(first, '2015-01-30T00:00:00Z', 1_000_000_001n);
  await add(first, '2015-02-01T00:00:00Z', 5n, { model: SONNET, feature: 'ingest' });
  await add(second, '2015-02-28T23:59:59.999Z', 9_007_199_254_740_993n);
  await add(second, '2015-02-14T12:00:00Z', 11n, { account: 'own' });
  await add(second, '2015-03-02T23:59:59.999Z', 7n, { model: SONNET });
  await add(second, '2015-03-03T00:00:00Z', 1_000n);
  // As long before, and a year before.
  await add(first, '2015-01-10T00:00:00Z', 13n);
  await add(first, '2014-02-10T00:00:00Z', 17n);
  const tagged = await add(first, '2015-02-03T00:00:00Z', 19n);
  await asSuperuser(
    `update ledger_entry set tags = '{"team": "=HYPERLINK"}' where request_id = $1`,
    [tagged],
  );
});

const TOTAL = 1_000_000_001n + 5n + 9_007_199_254_740_993n + 11n + 7n + 19n;
const sum = (rows: readonly { priceNano: string }[]) =>
  rows.reduce((total, row) => total + BigInt(row.priceNano), 0n);

describe.each(['while everything waits', 'when it is folded', 'folded once more'])(
  '%s',
  (state) => {
    beforeAll(async () => {
      if (state !== 'while everything waits') await foldLedgerNow();
      if (state === 'folded once more') {
        await asSuperuser(
          `insert into ledger_touch select distinct tenant_id, bucket, now() from ledger_rollup
         where grain = 'day' and bucket between '2015-01-01' and '2015-04-01' on conflict do nothing`,
        );
        await foldLedgerNow();
      }
    });

    it.each(SHOWBACK_DIMENSIONS)('lines by %s come to the exact total', async (by) => {
      const report = await read(by);
      expect(BigInt(report.totals.priceNano)).toBe(TOTAL);
      expect(sum(report.rows)).toBe(TOTAL);
      expect(sum(report.points)).toBe(TOTAL);
      expect(report.totals).toMatchObject({ entries: 6, calls: 6, requests: 6 });
    });

    it('shows the time before and the year before beside each tenant', async () => {
      const report = await read('tenant');
      const line = report.rows.find((row) => row.key === first.ctx.tenantId);
      expect(line).toMatchObject({ beforeNano: '1013', yearNano: '17' });
      expect(report.before.priceNano).toBe('1013');
      expect(report.spans).toEqual({
        before: { from: '2014-12-29', to: '2015-01-29' },
        year: { from: '2014-01-30', to: '2014-03-02' },
      });
      expect(report.year.priceNano).toBe('17');
    });

    it('answers for any filters what the ledger’s rows come to', async () => {
      const { key: who = '' } =
        (await read('user')).rows.find((row) => row.tenant?.id === first.ctx.tenantId) ?? {};
      expect(who).toMatch(/^user:[0-9a-f]{20}$/);
      expect(who).not.toContain(first.ctx.principal.id.slice(0, 8));
      const filters: Partial<LedgerFilter>[] = [
        {},
        { tenant: first.ctx.tenantId },
        { model: SONNET },
        { feature: 'ingest' },
        { account: 'own' },
        { who },
        { who: 'user', tenant: second.ctx.tenantId },
        { who, model: SONNET },
        { plan: 'professional' },
        { plan: 'free' },
        { tag: 'team', value: '=HYPERLINK' },
        { tag: 'team', value: '' },
        { tag: 'team', value: '=HYPERLINK', model: SONNET },
        { from: '2015-02-01', to: '2015-02-28' },
        { from: '2015-02-14', to: '2015-02-14' },
      ];
      for (const each of filters) {
        const filter = { ...DAYS, ...each };
        const { totals, showback } = await readLedger(finance, filter, {});
        const report = await read('day', filter);
        expect([each, report.totals.priceNano, report.totals.costNano]).toEqual([
          each,
          totals.priceNano,
          totals.costNano,
        ]);
        expect(report.totals.entries).toBe(totals.calls);
        expect(showback).toEqual(report.totals);
      }
    });

    it('keeps what is asked for apart by the dimension', async () => {
      const tags = await read('tag');
      expect(tags.rows.map((row) => [row.key, row.entries])).toContainEqual(['=HYPERLINK', 1]);
      expect(tags.rows.map((row) => [row.key, row.entries])).toContainEqual(['', 5]);
      const { units } = await read('feature');
      expect(units.document).toMatchObject({ count: 1, costNano: '1', priceNano: '5' });
      expect(units.answer.count).toBe(5);
      expect(units.user.count).toBe(2);
    });
  },
);

it('counts an entry at once, folded or not', async () => {
  await foldLedgerNow();
  await add(second, '2015-02-15T00:00:00Z', 1n);
  expect((await read('tenant')).totals.priceNano).toBe(String(TOTAL + 1n));
  await foldLedgerNow();
  expect((await read('plan')).totals.priceNano).toBe(String(TOTAL + 1n));
});

it('divides by people what people used, not what their programs did', async () => {
  const days = { from: '2015-06-01', to: '2015-06-30', usage: 'only' as const };
  await add(first, '2015-06-10T00:00:00Z', 30n);
  const program = await add(first, '2015-06-11T00:00:00Z', 9_000n);
  await asSuperuser(`update ledger_entry set principal_kind = 'key' where request_id = $1`, [
    program,
  ]);
  const asked = async () => (await read('tenant', days)).units.user;
  expect(await asked()).toMatchObject({ count: 1, costNano: '10', priceNano: '30' });
  await foldLedgerNow();
  expect(await asked()).toMatchObject({ count: 1, costNano: '10', priceNano: '30' });
});

it('writes files that no spreadsheet runs, with the exact total of all lines', async () => {
  const { header, rows } = await exportShowback(finance, 'tag', DAYS, 'team');
  const price = header.indexOf('price_usd');
  const amounts = rows.map((row) => parseUsd(row[price] ?? '') ?? -1n);
  expect(amounts.slice(0, -1).reduce((a, b) => a + b, 0n)).toBe(amounts.at(-1));
});

it('the standing check finds a sum that differs from the ledger', async () => {
  await foldLedgerNow();
  const check = () =>
    asSuperuser<{ cut: string; grain: string }>(
      `select c.cut, c.grain from tenancy.compare_ledger_days('2015-02-01') c where c.tenant_id = $1`,
      [first.ctx.tenantId],
    );
  expect(await check()).toEqual([]);
  await asSuperuser(
    `update ledger_rollup set price_nano = price_nano + 1 where tenant_id = $1 and cut = 'who' and bucket = '2015-02-03'`,
    [first.ctx.tenantId],
  );
  expect(await check()).toEqual([{ cut: 'who', grain: 'day' }]);
});

it('a person who is forgotten has no pseudonym any more', async () => {
  await asSuperuser(
    `update ledger_entry set principal_id = '00000000-0000-0000-0000-000000000000' where tenant_id = $1`,
    [first.ctx.tenantId],
  );
  const those = async () =>
    (await read('user', { ...DAYS, tenant: first.ctx.tenantId })).rows.map((row) => row.key);
  expect(await those()).toEqual(['user:erased']);
  await foldLedgerNow();
  expect(await those()).toEqual(['user:erased']);
});

it.each(['operator', 'auditor'] as const)('shows the %s the same', async (role) => {
  const person = await makePlatformPerson(role);
  const { totals } = await readShowback(person, 'tenant', DAYS, { page: 1 });
  expect(totals).toEqual((await read('tenant')).totals);
});
