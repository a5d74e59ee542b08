import type { PlatformSql } from '@/lib/db/platform-sql';
import type { PriceLineRow } from '@/lib/db/price-lines';
import { AppError } from '@/lib/errors';
import { exactUsd } from '@/lib/money';
import { ChargeRows, type FocusRow } from './charge-rows';
import { columnsOf, type FocusDataset } from './columns';
import { csvTable } from './csv-table';
import { paperRows } from './paper-rows';
import { parquetTable } from './parquet-table';
import { PriceList } from './price-list';
import { type ChargeSpan, nextCharges, openCharges, readPeriods } from './read-charges';
import type { Sellers } from './shape-cells';
import { sharedRows } from './shared-rows';
import { rowOf, type Sink } from './table-file';

export type TableFormat = 'csv' | 'parquet';

/** What a file holds. Sums are nano-dollars. */
export interface WrittenTable {
  rows: number;
  /** Ledger rows that it was made of. */
  entries: number;
  /** Of BilledCost, which is that of EffectiveCost too, of the rows that were made of the ledger. */
  billed: bigint;
  /** What the ledger says of the same rows. */
  ledger: bigint;
  /** Of a file in which cost stands beside price; of a journal, what it books, which is in cents. */
  cost?: bigint;
}

const HUNDREDTHS = 100n;

/**
 * Writes the cost and usage of a span as FOCUS asks, inside of the caller's transaction, and checks what the specification
 * asks of sums: BilledCost is the ledger's amount, EffectiveCost is BilledCost, since nothing here covers anything else,
 * and no ledger row is left out. Throws `conflict` when one of them is not so: the file must not be given to anybody.
 * Behind the ledger's rows are those that it does not have: of papers that were issued on the days, and of shared costs of
 * months that are whole within them. They have sums of their own.
 */
export async function writeFocus(
  sql: PlatformSql,
  dataset: FocusDataset,
  format: TableFormat,
  span: ChargeSpan,
  sellers: Sellers,
  sink: Sink,
): Promise<WrittenTable> {
  const { names, periodOf } = await readPeriods(sql, dataset, span);
  const rowsOf = new ChargeRows(dataset, await readPrices(sql), periodOf, sellers);
  const open = format === 'csv' ? csvTable : parquetTable;
  const columns = columnsOf(dataset);
  const table = await open(columns, sink);
  const total = await openCharges(sql, dataset, span);
  const sums = { rows: 0, entries: 0, billed: 0n, effective: 0n };
  for await (const charges of nextCharges(sql, names, total)) {
    const rows: FocusRow[] = [];
    for (const charge of charges)
      for (const row of rowsOf.of(charge)) {
        sums.billed += row.billed;
        sums.effective += row.effective;
        rows.push(row);
      }
    sums.rows += rows.length;
    sums.entries += charges.length;
    await table.add(rows);
  }
  await sql('close finance_charges');
  const more =
    dataset === 'focus'
      ? await paperRows(sql, span, sellers.platform)
      : await sharedRows(sql, span, sellers.platform);
  await table.add(more.map((values) => rowOf(columns, values)));
  await table.end();
  const ledger = dataset === 'focus' ? total.price : total.cost;
  assertSums(sums, ledger, total.entries);
  return {
    rows: sums.rows + more.length,
    entries: sums.entries,
    billed: sums.billed / HUNDREDTHS,
    ledger,
  };
}

function assertSums(
  sums: { billed: bigint; effective: bigint; entries: number },
  ledger: bigint,
  entries: number,
): void {
  const wrong =
    sums.billed !== ledger * HUNDREDTHS
      ? `BilledCost comes to ${exactUsd(sums.billed / HUNDREDTHS)} and the ledger to ${exactUsd(ledger)} USD`
      : sums.effective !== sums.billed
        ? 'EffectiveCost is not BilledCost'
        : sums.entries !== entries
          ? `${sums.entries} of ${entries} ledger rows were written`
          : undefined;
  if (wrong) throw new AppError('conflict', `The export was refused: ${wrong}.`);
}

async function readPrices(sql: PlatformSql): Promise<PriceList> {
  return new PriceList(
    await sql<PriceLineRow>(
      `select v.id as version, v.effective_from, v.book, l.plan, l.model, l.input_over, l.input_nano, l.output_nano,
         l.cache_read_nano, l.cache_write_5m_nano, l.cache_write_1h_nano, l.batch_percent
       from price_version v join price_line l on l.version = v.id`,
    ),
  );
}
