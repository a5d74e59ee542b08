import { csvRows } from '@/lib/csv';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { exactMinor } from '../chargeback/facts';
import type { Sink } from '../focus/table-file';
import type { WrittenTable } from '../focus/write-focus';
import { bookedCost, checkJournal } from './check-journal';
import { type AccountView, JOURNAL_ACCOUNTS, type JournalKind } from './facts';
import { costLines, type JournalLine, paperLines } from './journal-lines';
import { readJournal } from './read-journal';

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
 * Journal lines of whole months in UTC, as CSV: each statement and credit note on the day on which it was issued, so that it
 * is in one file, and the provider's costs of the months. What is written balances and is what the papers and the ledger
 * say (checkJournal); `conflict` otherwise.
 */
export async function writeJournal(
  sql: PlatformSql,
  { from, to }: { from: string; to: string },
  sink: Sink,
): Promise<WrittenTable> {
  const accounts = new Map((await readAccounts(sql)).map((each) => [each.kind, each]));
  const { papers, costs, control } = await readJournal(sql, from, to);
  const lines = [...papers.flatMap(paperLines), ...costLines(costs)];
  const billed = papers.flatMap((paper) => paper.lines).reduce((sum, { nano }) => sum + nano, 0n);
  checkJournal(lines, billed, control);
  const numbers = new Map<string, number>();
  const rows = lines.map((line) => {
    const entry = line.journal.startsWith('COST-') ? line.journal : line.tenantId + line.journal;
    const number = (numbers.get(entry) ?? 0) + 1;
    numbers.set(entry, number);
    return cellsOf(line, number, accounts.get(line.account));
  });
  await sink(new TextEncoder().encode(csvRows([HEADER, ...rows])));
  const ledger = control.issued.reduce((sum, { nano }) => sum + nano, 0n);
  const entries = papers.length + costs.length;
  return { rows: rows.length, entries, billed, ledger, cost: bookedCost(lines) };
}

function cellsOf(line: JournalLine, number: number, account: AccountView | undefined): string[] {
  // Nothing of none, as ledgers take it.
  const amount = (minor: bigint) => (minor === 0n ? '' : exactMinor(minor, line.currency));
  return [
    line.journal,
    String(number),
    line.date,
    account?.code ?? '',
    account?.name ?? '',
    amount(line.debit),
    amount(line.credit),
    line.currency,
    line.tenantId,
    line.tenant,
    line.description,
  ];
}
