import { CUSTOMERS } from '@/lib/console/customers';
import { csvRows } from '@/lib/csv';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { Sink } from '../focus/table-file';
import type { WrittenTable } from '../focus/write-focus';
import { OF_MONTHS } from '../ledger-filter';
import { type AccountView, JOURNAL_ACCOUNTS, type JournalKind } from './facts';
import { type JournalLine, journalLines, type TenantMonth } from './journal-lines';

const HEADER = [
  'journal',
  'line',
  'date',
  'account_code',
  'account_name',
  'debit',
  'credit',
  'currency',
  'tenant_id',
  'tenant',
  'description',
];

/** The codes in force: what finance set last, or ours. */
export async function readAccounts(sql: PlatformSql): Promise<AccountView[]> {
  const set = await sql<AccountView>(
    'select distinct on (kind) kind, code, name from journal_account order by kind, id desc',
  );
  return (Object.keys(JOURNAL_ACCOUNTS) as JournalKind[]).map((kind) => {
    const { code, name } = JOURNAL_ACCOUNTS[kind];
    return set.find((account) => account.kind === kind) ?? { kind, code, name };
  });
}

/**
 * Journal lines of whole months in UTC, as CSV. What is written balances, and what is booked on revenue and credits is what
 * the ledger says, to within half a cent a month and account; `conflict` otherwise.
 */
export async function writeJournal(
  sql: PlatformSql,
  { from, to }: { from: string; to: string },
  sink: Sink,
): Promise<WrittenTable> {
  const accounts = new Map((await readAccounts(sql)).map((each) => [each.kind, each]));
  const months = await readMonths(sql, from, to);
  const lines = journalLines(months);
  const sum = (side: 'debit' | 'credit') => lines.reduce((all, line) => all + line[side], 0n);
  if (sum('debit') !== sum('credit'))
    throw new AppError('conflict', 'The export was refused: its debits are not its credits.');
  const ledger = months.reduce((all, { price, adjustments }) => all + price + adjustments, 0n);
  assertRevenue(lines, ledger);
  const numbers = new Map<string, number>();
  const rows = lines.map((line) => {
    const number = (numbers.get(line.month) ?? 0) + 1;
    numbers.set(line.month, number);
    const account = accounts.get(line.account);
    return [
      `USAGE-${line.month}`,
      String(number),
      lastDay(line.month),
      account?.code ?? '',
      account?.name ?? '',
      dollars(line.debit),
      dollars(line.credit),
      'USD',
      line.tenantId,
      line.tenant,
      `${line.description} ${line.month}`,
    ];
  });
  await sink(new TextEncoder().encode(csvRows([HEADER, ...rows])));
  return { rows: rows.length, entries: months.length, billed: ledger, ledger };
}

const CENT = 10_000_000n;
/** Usage, charges and credits of a month are each rounded once. */
const ROUNDED = 3n;

function assertRevenue(lines: readonly JournalLine[], ledger: bigint): void {
  const booked = lines
    .filter(({ account }) => account === 'revenue' || account === 'credits')
    .reduce((all, { debit, credit }) => all + credit - debit, 0n);
  const off = booked * CENT - ledger;
  const most = (BigInt(new Set(lines.map(({ month }) => month)).size) * ROUNDED * CENT) / 2n;
  if (off > most || -off > most)
    throw new AppError(
      'conflict',
      'The export was refused: its revenue is not what the ledger says.',
    );
}

async function readMonths(sql: PlatformSql, from: string, to: string): Promise<TenantMonth[]> {
  const rows = await sql<
    Record<'tenantId' | 'tenant' | 'month' | 'price' | 'cost' | 'adjustments', string>
  >(
    `select l.tenant_id as "tenantId", t.name as tenant, to_char(l.at at time zone 'UTC', 'YYYY-MM') as month,
       coalesce(sum(l.price_nano) filter (where not (${OF_MONTHS})), 0)::text as price, sum(l.cost_nano)::text as cost,
       coalesce(sum(l.price_nano) filter (where ${OF_MONTHS}), 0)::text as adjustments
     from ledger_entry l join tenant t on t.id = l.tenant_id
     where l.at >= $1::date::timestamp at time zone 'UTC' and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
       and l.tenant_id in ${CUSTOMERS}
     group by 1, 2, 3 order by 3, 2, 1`,
    [from, to],
  );
  return rows.map((row) => ({
    ...row,
    price: BigInt(row.price),
    cost: BigInt(row.cost),
    adjustments: BigInt(row.adjustments),
  }));
}

function lastDay(month: string): string {
  const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0));
  return next.toISOString().slice(0, 10);
}

/** `12.30` of 1230 cents; nothing of none, as ledgers take it. */
function dollars(cents: bigint): string {
  return cents === 0n ? '' : `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
