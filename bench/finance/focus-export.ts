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
import { liveMemory } from '../support/finance/live-memory';
import { atLeast, atMost, round } from '../support/report';

interface FocusExportResult {
  rows: number;
  seconds: number;
  rowsPerSecond: number;
  bytes: number;
  /** By how much what is held grew from the first tenth of the looks at it to the last; MiB. */
  grownMib: number;
  /** The most that was held, and the most that was resident. */
  liveMib: number;
  rssMib: number;
}

const MIB = 2 ** 20;
const SELLERS = { platform: 'Tenantry', provider: 'Anthropic' };
const DATASETS: readonly FocusDataset[] = ['focus', 'focus-allocated'];
const FORMATS: readonly TableFormat[] = ['csv', 'parquet'];
const DAY_MS = 86_400_000;
const LOOK_MS = 1_000;
/** One batch, and names and amounts that are remembered up to a bound; a file that was kept whole would be gigabytes. */
const MOST_GROWN_MIB = 64;

/** Each data set and format over the last days of the ledger, in a process that has done other work before. */
export const focus: FinancePart = async (report, _store, { days }) => {
  const finance = await makePlatformPerson('finance');
  const at = clock().now();
  const span = { from: dayOf(at - days * DAY_MS), to: dayOf(at + DAY_MS) };
  for (const dataset of DATASETS)
    for (const format of FORMATS) {
      const done = await focusExport(finance, span, dataset, format);
      const { rows, bytes, rowsPerSecond } = done;
      const [grownMib, liveMib, rssMib] = [done.grownMib, done.liveMib, done.rssMib].map((mib) =>
        round(mib, 1),
      ) as [number, number, number];
      const seconds = round(done.seconds, 1);
      const measured = `${dataset} as ${format}`;
      report.results.push({ measured, rows, bytes, seconds, grownMib, liveMib, rssMib });
      const id = `${dataset}_${format}`;
      report.targets.push(
        atLeast(`${id}_rows_per_second`, Math.round(rowsPerSecond), 50_000),
        atMost(`${id}_memory_grown_mib`, grownMib, MOST_GROWN_MIB),
      );
    }
};

/**
 * Writes the ledger's rows of the span as the product does, hashed and thrown away: rows a second, and what the process
 * holds meanwhile. The ledger must be filled; the sum checks are part of what is timed, and throw when they fail, but looking at
 * memory is not.
 */
async function focusExport(
  finance: PlatformContext,
  span: ChargeSpan,
  dataset: FocusDataset,
  format: TableFormat,
): Promise<FocusExportResult> {
  const sum = createHash('sha256');
  const held: number[] = [];
  const live = liveMemory();
  let rssMib = 0;
  let looked = 0;
  let looking = 0;
  let bytes = 0;
  const from = performance.now();
  const why = { action: 'bench', reason: 'Measured an export' };
  const { rows } = await withPlatform(finance, why, (sql) =>
    writeFocus(sql, dataset, format, span, SELLERS, async (piece) => {
      sum.update(piece);
      bytes += piece.byteLength;
      rssMib = Math.max(rssMib, process.memoryUsage.rss() / MIB);
      const at = performance.now();
      if (at - looked < LOOK_MS) return;
      held.push(live());
      looked = performance.now();
      looking += looked - at;
    }),
  );
  const seconds = (performance.now() - from - looking) / 1000;
  const tenth = Math.max(1, Math.floor(held.length / 10));
  return {
    ...{ rows, seconds, bytes },
    rowsPerSecond: rows / seconds,
    grownMib: most(held.slice(-tenth)) - most(held.slice(0, tenth)),
    liveMib: most(held),
    rssMib,
  };
}

function most(values: readonly number[]): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}
