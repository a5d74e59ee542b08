import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { runOperation } from '@/e2e/support/run-operation';
import { type ReadRow, scaled, validateFocus } from '@/e2e/support/validate-focus';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import type { PlatformContext } from '@/lib/tenancy/context';
import { closeMonth } from '../chargeback/close-month';
import { creditStatement } from '../chargeback/credit-statement';
import { setTerms } from '../chargeback/set-terms';
import { enterSharedCost } from '../shared-costs/enter-shared-cost';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readStatement } from '../statement/read-statement';
import type { FocusDataset } from './columns';
import { assertAll, chargesOf } from './paper-rows';
import { wholeMonths } from './shared-rows';
import { writeFocus } from './write-focus';

const ZONE = 'America/St_Johns';
const BILLION = 1_000_000_000n;
const DAY_MS = 86_400_000;
const TODAY = new Date().toISOString().slice(0, 10);
const SELLERS = { platform: 'Tenantry', provider: 'Anthropic' };
const TERMS = {
  ...{ legalName: 'Harbour Inc', address: 'Quay 1', currency: 'USD' as const },
  ...{ discountLabel: 'Launch partner', discountBp: 1_000, discountOn: 'fees' as const },
  ...{ taxId: '', taxCategory: 'S' as const, taxBp: 1_900, place: 'Here', reason: 'As agreed' },
};

let finance: PlatformContext;
let tenant: MadeTenant;
let due = 0n;

async function write(dataset: FocusDataset, span: { from: string; to: string; tenantId?: string }) {
  const parts: Uint8Array[] = [];
  const written = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
    writeFocus(sql, dataset, 'csv', span, SELLERS, async (bytes) => {
      parts.push(bytes.slice());
    }),
  );
  const { data, meta } = Papa.parse<Record<string, string>>(Buffer.concat(parts).toString('utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const rows = data.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell || null])),
  );
  expect(validateFocus(dataset, meta.fields ?? [], rows)).toEqual([]);
  expect(rows).toHaveLength(written.rows);
  return rows;
}

const billed = (rows: readonly ReadRow[]) =>
  rows.reduce((all, row) => all + scaled(row.BilledCost ?? '0'), 0n);
const cents = (minor: bigint) => minor * 10n ** 16n;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
  const { tenantId } = tenant.ctx;
  await asSuperuser(
    "update tenant set time_zone = $2, created_at = now() - interval '200 days' where id = $1",
    [tenantId, ZONE],
  );
  await setTerms(finance, { tenantId, basedOn: 0, ...TERMS });
  const second = monthsBefore(monthOf(now(), ZONE), 1);
  const first = monthsBefore(second, 1);
  const use = (month: string, price: bigint) =>
    addUsage(tenant.ctx, { at: new Date(monthSpan(month, ZONE).end.getTime() - 1), price });
  const reason = 'End of month';
  // Two dollars of what arrives late are covered by the fee of its month.
  await use(first, 58n * BILLION);
  await closeMonth(finance, { tenantId, month: first, reason });
  await use(first, 5n * BILLION + 123_456_789n);
  await use(second, 70n * BILLION + 7n);
  await closeMonth(finance, { tenantId, month: second, reason });
  for (const month of [first, second]) {
    const { statement } = await readStatement(finance, tenantId, month);
    due += BigInt(statement.settlement?.dueMinor ?? 0);
    if (month === second)
      await creditStatement(finance, {
        ...{ creditId: newId(), tenantId, statementId: statement.issued?.id ?? '', reason },
        ...{ seenNotes: 0, lines: [{ line: 0, amountNano: '9000000000' }] },
      });
  }
  // With 19% tax.
  due -= 1_071n;
});

describe('what statements and credit notes add to an export', () => {
  it('makes its rows what the tenant owes, to the last digit', async () => {
    const { tenantId } = tenant.ctx;
    const from = new Date(Date.now() - 120 * DAY_MS).toISOString().slice(0, 10);
    const rows = await write('focus', { from, to: TODAY, tenantId });
    expect(billed(rows)).toBe(cents(due));
    const papers = rows.filter((row) => row.InvoiceId !== null);
    expect(new Set(papers.map((row) => row.InvoiceId?.slice(0, 1)))).toEqual(new Set(['S', 'C']));
    expect(new Set(papers.map((row) => row.ChargeCategory))).toEqual(
      new Set(['Purchase', 'Credit', 'Tax', 'Adjustment']),
    );
    expect(papers.filter((row) => row.ChargeClass === 'Correction').map(billedOf)).toEqual([
      ...['-9', '-1.71'],
    ]);
    expect(papers.find((row) => row.ChargeDescription?.startsWith('Usage of'))?.BilledCost).toBe(
      '-2',
    );
  });

  it('stands in the file of the day of issue, and in no other', async () => {
    const { tenantId } = tenant.ctx;
    const span = { from: TODAY, to: TODAY, tenantId };
    const rows = await write('focus', span);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.InvoiceId !== null)).toBe(true);
    const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    const before = await write('focus', { ...span, from: '2026-01-01', to: yesterday });
    expect(before.every((row) => row.InvoiceId === null)).toBe(true);
    expect((await write('focus-allocated', span)).filter((row) => row.InvoiceId)).toEqual([]);
  });

  it('is in dollars where the statement is in another currency, and refused when it does not add up', () => {
    const line = { kind: 'fee' as const, label: 'starter', detail: 'All', amount: 19n * BILLION };
    const paper = {
      ...{ tenantId: 'a', tenantName: 'A', kind: 'statement' as const, label: 'S-1' },
      ...{ issuedAt: 2, from: 0, until: 1, currency: 'EUR' as const, net: 1_736n, tax: 330n },
      ...{ taxBp: 1_900n, total: 19n * BILLION, lines: [line], earlier: 0n },
    };
    const cells = chargesOf(paper);
    expect(cells.map((each) => [each.ChargeCategory, each.BilledCost])).toEqual([
      ['Purchase', 1_900n * BILLION],
      ['Tax', 361n * BILLION],
    ]);
    expect(cells[1]?.ChargeDescription).toBe('Tax, 3.30 EUR on the statement');
    expect(() => chargesOf({ ...paper, total: 1n })).toThrow(/add up/);
    const said = { papers: 1, total: paper.total, net: 1_736n, tax: 330n };
    expect(() => assertAll([paper], said)).not.toThrow();
    for (const wrong of [{ papers: 2 }, { total: 1n }, { net: 1n }, { tax: 1n }])
      expect(() => assertAll([paper], { ...said, ...wrong })).toThrow(/refused/);
  });
});

it('shared costs of a whole month are allocated in the file, each with its method and part', async () => {
  const { tenantId } = tenant.ctx;
  await asSuperuser("update tenant set created_at = '2012-01-01' where id = $1", [tenantId]);
  const cost = { id: newId(), month: '2012-03', kind: 'idle' as const, reason: 'Servers of March' };
  await enterSharedCost(finance, {
    ...{ ...cost, amountNano: '1000000007', method: 'fixed', shares: { [tenantId]: 3 } },
  });
  const march = { from: '2012-03-01', to: '2012-03-31' };
  for (const span of [march, { ...march, tenantId }]) {
    const own = (await write('focus-allocated', span)).filter(
      (row) => row.AllocatedResourceId === tenantId,
    );
    expect(own.map((row) => [row.AllocatedMethodId, row.BilledCost])).toEqual([
      ['shared-fixed', '1.000000007'],
    ]);
    expect(JSON.parse(own[0]?.AllocatedMethodDetails ?? '')).toMatchObject({
      Elements: [{ AllocatedRatio: 1 }],
      x_SharedCostId: cost.id,
    });
  }
  expect(await write('focus-allocated', { ...march, to: '2012-03-30' })).toEqual([]);
});

it.each([
  ['2026-01-01', '2026-03-31', ['2026-01', '2026-02', '2026-03']],
  ['2026-01-02', '2026-02-28', ['2026-02']],
  ['2026-01-31', '2026-02-27', []],
  ['2024-12-01', '2025-01-30', ['2024-12']],
])('of %s to %s the whole months are known', (from, to, months) => {
  expect(wholeMonths(from, to)).toEqual(months);
});

describe('what was sent to a tenant that is erased', () => {
  const papersOf = async (span: { tenantId?: string } = {}) =>
    (await write('focus', { from: TODAY, to: TODAY, ...span })).filter(
      (row) => row.InvoiceId !== null && row.BillingAccountId === tenant.ctx.tenantId,
    );

  it('stays in the file as it was', async () => {
    const { tenantId } = tenant.ctx;
    const before = await papersOf();
    expect(before.some((row) => row.ChargeDescription?.startsWith('Usage of'))).toBe(true);
    await asSuperuser("update tenant set created_at = now() - interval '200 days' where id = $1", [
      tenantId,
    ]);
    const operator = await makePlatformPerson('operator');
    const erase = { tenantId, confirmation: tenant.slug, reason: 'The contract ended' };
    expect(await runOperation(operator, await requestErase(operator, erase))).toBe('gone');
    expect(await asSuperuser('select from tenant where id = $1', [tenantId])).toEqual([]);
    expect(await papersOf()).toEqual(before);
    expect(await papersOf({ tenantId })).toEqual(before);
    expect(await papersOf({ tenantId: newId() })).toEqual([]);
  });

  it('is in months of UTC where its zone was not kept, and refused when it does not add up', async () => {
    const { tenantId } = tenant.ctx;
    await asSuperuser(
      `update erased_statement set zone = null, from_at = null, until_at = null, earlier_nano = null where erased_id = $1`,
      [tenantId],
    );
    const rows = await papersOf();
    const starts = rows.map((row) => row.BillingPeriodStart?.slice(7));
    expect(new Set(starts)).toEqual(new Set(['-01T00:00:00Z']));
    expect(rows.some((row) => row.ChargeDescription?.startsWith('Usage of'))).toBe(false);
    await asSuperuser(
      'update erased_statement set total_nano = total_nano + 1 where erased_id = $1',
      [tenantId],
    );
    await expect(papersOf()).rejects.toMatchObject({ code: 'conflict' });
  });
});

function billedOf(row: ReadRow): string | null {
  return row.BilledCost ?? null;
}
