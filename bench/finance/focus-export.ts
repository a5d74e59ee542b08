import { createHash } from 'node:crypto';
import { withPlatform } from '@/lib/db/platform-sql';
import type { FocusDataset } from '@/lib/finance/focus/columns';
import type { ChargeSpan } from '@/lib/finance/focus/read-charges';
import { type TableFormat, writeFocus } from '@/lib/finance/focus/write-focus';
import type { PlatformContext } from '@/lib/tenancy/context';

export interface FocusExportResult {
  dataset: FocusDataset;
  format: TableFormat;
  rows: number;
  seconds: number;
  rowsPerSecond: number;
  bytes: number;
  /** Resident memory while the first and the last tenth of the bytes came, and the most of all; MiB. */
  firstMib: number;
  lastMib: number;
  peakMib: number;
}

const MIB = 2 ** 20;
const SELLERS = { platform: 'Tenantry', provider: 'Anthropic' };

/**
 * Writes the ledger's rows of the span as the product does, hashed and thrown away: rows a second, and what the process
 * holds meanwhile. The ledger must be filled; the sum checks are part of what is timed, and throw when they fail.
 */
export async function focusExport(
  finance: PlatformContext,
  span: ChargeSpan,
  dataset: FocusDataset,
  format: TableFormat,
): Promise<FocusExportResult> {
  const sum = createHash('sha256');
  const resident: number[] = [];
  let bytes = 0;
  const from = performance.now();
  const why = { action: 'bench', reason: 'Measured an export' };
  const { rows } = await withPlatform(finance, why, (sql) =>
    writeFocus(sql, dataset, format, span, SELLERS, async (piece) => {
      sum.update(piece);
      bytes += piece.byteLength;
      resident.push(process.memoryUsage.rss() / MIB);
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  const tenth = Math.max(1, Math.floor(resident.length / 10));
  return {
    ...{ dataset, format, rows, seconds, bytes },
    rowsPerSecond: rows / seconds,
    firstMib: most(resident.slice(0, tenth)),
    lastMib: most(resident.slice(-tenth)),
    peakMib: most(resident),
  };
}

function most(values: readonly number[]): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}
