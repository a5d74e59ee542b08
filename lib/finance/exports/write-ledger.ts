import { csvRows } from '@/lib/csv';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { exactUsd } from '@/lib/money';
import { LEDGER_HEADER, ledgerCells } from '../export-costs';
import type { LedgerCharge } from '../focus/ledger-charge';
import { type ChargeSpan, nextCharges, openCharges, readPeriods } from '../focus/read-charges';
import type { Sink } from '../focus/table-file';
import type { WrittenTable } from '../focus/write-focus';
import type { LedgerRow } from '../schema';

/**
 * Every ledger row of the days by time, as CSV, in the columns of the ledger's own download. Throws `conflict` when the
 * rows are not what the ledger sums to in the same snapshot.
 */
export async function writeLedger(
  sql: PlatformSql,
  span: ChargeSpan,
  sink: Sink,
): Promise<WrittenTable> {
  const { names } = await readPeriods(sql, 'focus', span);
  const encoder = new TextEncoder();
  await sink(encoder.encode(csvRows([LEDGER_HEADER])));
  const total = await openCharges(sql, 'focus', span);
  const sums = { rows: 0, price: 0n, cost: 0n };
  for await (const charges of nextCharges(sql, names, total)) {
    for (const { price, cost } of charges) {
      sums.price += price;
      sums.cost += cost;
    }
    sums.rows += charges.length;
    await sink(encoder.encode(csvRows(charges.map((charge) => ledgerCells(toRow(charge))))));
  }
  await sql('close finance_charges');
  if (sums.price !== total.price || sums.cost !== total.cost || sums.rows !== total.entries)
    throw new AppError(
      'conflict',
      `The export was refused: its rows come to ${exactUsd(sums.price)} and the ledger to ${exactUsd(total.price)} USD.`,
    );
  const { rows, price, cost } = sums;
  return { rows, entries: rows, billed: price, ledger: total.price, cost };
}

function toRow(charge: LedgerCharge): LedgerRow {
  const { tokens, cost, price, tags } = charge;
  const { ofMonth, ...shape } = charge.shape;
  const [input, output, read, write5m, write1h] = tokens;
  return {
    ...shape,
    id: charge.id,
    at: new Date(charge.at).toISOString(),
    tenant: { id: charge.tenantId, name: charge.tenantName },
    requestId: charge.requestId,
    callOrdinal: charge.callOrdinal,
    adjusts: charge.adjusts,
    reason: charge.reason,
    month: ofMonth ? (tags.all.month ?? null) : null,
    tags: tags.all,
    inputTokens: Number(input),
    outputTokens: Number(output),
    cacheReadTokens: Number(read),
    cacheWriteTokens: Number(write5m + write1h),
    costNano: cost.toString(),
    priceNano: price.toString(),
  };
}
