import { createHash } from 'node:crypto';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { clock } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import type { FocusDataset } from '@/lib/finance/focus/columns';
import type { ChargeSpan } from '@/lib/finance/focus/read-charges';
import { type TableFormat, writeFocus } from '@/lib/finance/focus/write-focus';
import { dayOf } from '@/lib/finance/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { FinancePart } from '../support/finance/finance-part';
import { atLeast, atMost, round } from '../support/report';

interface FocusExportResult {
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
const DATASETS: readonly FocusDataset[] = ['focus', 'focus-allocated'];
const FORMATS: readonly TableFormat[] = ['csv', 'parquet'];
const DAY_MS = 86_400_000;
const SPAN_DAYS = 400;
/** What a process that holds one batch at a time may still grow by, between the first tenth of a file and the last. */
const MOST_GROWN_MIB = 64;

/** Each data set and format over the whole ledger, in a process that has done other work before. */
export const focus: FinancePart = async (report) => {
  const finance = await makePlatformPerson('finance');
  const at = clock().now();
  const span = { from: dayOf(at - SPAN_DAYS * DAY_MS), to: dayOf(at + DAY_MS) };
  for (const dataset of DATASETS)
    for (const format of FORMATS) {
      const done = await focusExport(finance, span, dataset, format);
      const { rows, bytes, rowsPerSecond } = done;
      const grown = round(done.lastMib - done.firstMib, 1);
      const seconds = round(done.seconds, 1);
      const peak = round(done.peakMib, 1);
      const measured = `${dataset} as ${format}`;
      report.results.push({ measured, rows, bytes, seconds, rssGrownMib: grown, rssPeakMib: peak });
      const id = `${dataset}_${format}`;
      report.targets.push(
        atLeast(`${id}_rows_per_second`, Math.round(rowsPerSecond), 50_000),
        atMost(`${id}_rss_grown_mib`, grown, MOST_GROWN_MIB),
      );
    }
};

/**
 * Writes the ledger's rows of the span as the product does, hashed and thrown away: rows a second, and what the process
 * holds meanwhile. The ledger must be filled; the sum checks are part of what is timed, and throw when they fail.
 */
async function focusExport(
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
    ...{ rows, seconds, bytes },
    rowsPerSecond: rows / seconds,
    firstMib: most(resident.slice(0, tenth)),
    lastMib: most(resident.slice(-tenth)),
    peakMib: most(resident),
  };
}

function most(values: readonly number[]): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}
