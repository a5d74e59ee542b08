import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { closeMonth } from '../chargeback/close-month';
import { creditStatement } from '../chargeback/credit-statement';
import { addRate, setTerms } from '../chargeback/set-terms';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readStatement } from '../statement/read-statement';
import { writeJournal } from './write-journal';

const BILLION = 1_000_000_000n;
const TERMS = {
  ...{ legalName: 'Harbour GmbH', address: 'Kai 1\n20457 Hamburg', currency: 'EUR' as const },
  ...{ discountLabel: 'Launch partner', discountBp: 1_000, discountOn: 'fees' as const },
  ...{ taxId: 'DE123456789', taxCategory: 'S' as const, taxBp: 1_900, place: 'Germany' },
  reason: 'As agreed',
};

async function write(finance: PlatformContext) {
  const month = monthOf(now(), 'UTC');
  const days = { from: `${month}-01`, to: lastDay(month) };
  const parts: Uint8Array[] = [];
  const written = await withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
    writeJournal(sql, days, async (bytes) => {
      parts.push(bytes);
    }),
  );
  const text = Buffer.concat(parts).toString('utf8');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return { written, rows: data };
}

function lastDay(month: string): string {
  return new Date(monthSpan(month, 'UTC').end.getTime() - 1).toISOString().slice(0, 10);
}

it('books what was issued in the month, in its currency, and the costs of the month', async () => {
  const finance = await makePlatformPerson('finance');
  const tenant = await makeTenant('professional');
  const { tenantId } = tenant.ctx;
  await asSuperuser("update tenant set created_at = now() - interval '200 days' where id = $1", [
    tenantId,
  ]);
  const current = monthOf(now(), tenant.ctx.timeZone);
  const last = monthsBefore(current, 1);
  const validFrom = `${monthsBefore(current, 4)}-01`;
  const source = 'European Central Bank';
  await addRate(finance, {
    ...{ currency: 'EUR', source, reason: 'The month’s', validFrom, rateNano: '913700000' },
  });
  await setTerms(finance, { tenantId, basedOn: 0, ...TERMS });
  const { start } = monthSpan(last, tenant.ctx.timeZone);
  const at = new Date(start.getTime() + 86_400_000);
  // Covered by the fee: it is nobody's debt.
  await addUsage(tenant.ctx, { at, price: 50n * BILLION, cost: 30n * BILLION });
  await addUsage(tenant.ctx, { at: now(), price: 7n * BILLION, cost: 5n * BILLION });
  const reason = 'End of month';
  const { number } = await closeMonth(finance, { tenantId, month: last, reason });
  const { statement } = await readStatement(finance, tenantId, last);
  const statementId = statement.issued?.id ?? '';
  const note = await creditStatement(finance, {
    ...{ creditId: newId(), tenantId, statementId, seenNotes: 0, reason },
    lines: [{ line: 0, amountNano: '1000000000' }],
  });

  const { written, rows } = await write(finance);
  expect(written.billed).toBe(written.ledger);
  const own = rows.filter((row) => row.tenant_id === tenantId);
  const booked = (journal: string) =>
    own
      .filter((row) => row.journal === journal)
      .map((row) => [row.account_code, row.debit, row.credit, row.currency].join(' '));
  const { settlement } = statement;
  expect(settlement?.dueMinor).toBe('9688');
  expect(booked(number)).toEqual([
    ...['1200 96.88  EUR', '4000  90.46 EUR', '4900 9.05  EUR', '2200  15.47 EUR'],
  ]);
  expect(booked(note).map((row) => row.slice(0, 5))).toEqual(['1200 ', '4900 ', '2200 ']);
  const month = monthOf(now(), 'UTC');
  expect(booked(`COST-${month}`)).toEqual(['5000 5.00  USD', '2100  5.00 USD']);
  expect(own.some((row) => /\b(50|7|57)\.00/.test(`${row.debit} ${row.credit}`))).toBe(false);
});

it('books what was sent of an erased tenant, and writes nothing when a paper’s lines are not its total', async () => {
  const finance = await makePlatformPerson('finance');
  const erased = newId();
  await asSuperuser(
    `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
     values ($1, $2, 'Gone', 'starter', now(), $3, $4, 'The contract ended', now(), now())`,
    [erased, `gone-${erased.slice(-8)}`, newId(), finance.userId],
  );
  const fee = { kind: 'fee', label: 'starter', detail: 'The whole month' };
  const document = { lines: [{ ...fee, amountNano: '19000000000' }] };
  await asSuperuser(
    `insert into erased_statement values ($1, 'S-GONE-0001', 'statement', '2026-01', $2, 'USD', 19000000000, 1900, 0, 1900, now())`,
    [erased, JSON.stringify(document)],
  );
  const { rows } = await write(finance);
  const own = rows.filter((row) => row.tenant_id === erased);
  expect(own.map((row) => [row.journal, row.account_code, row.debit, row.credit])).toEqual([
    ['S-GONE-0001', '1200', '19.00', ''],
    ['S-GONE-0001', '4000', '', '19.00'],
  ]);
  await asSuperuser('update erased_statement set total_nano = 1 where erased_id = $1', [erased]);
  try {
    await expect(write(finance)).rejects.toMatchObject({ code: 'conflict' });
  } finally {
    await asSuperuser('delete from erased_statement where erased_id = $1', [erased]);
    await asSuperuser('delete from erased_tenant where id = $1', [erased]);
  }
});
