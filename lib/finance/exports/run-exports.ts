import { clock, now } from '@/lib/clock';
import { endExport, queueDueExports, type WrittenFile } from '@/lib/db/export-queue';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { startWokenLoops } from '@/lib/jobs/woken-loops';
import { log } from '@/lib/log';
import { PrivateAddress } from '@/lib/outgoing/public-lookup';
import { type HeldExport, nextExport } from '@/lib/tenancy/verify-export';
import type { Sink } from '../focus/table-file';
import { type WrittenTable, writeFocus } from '../focus/write-focus';
import { deliverFile } from './deliver-file';
import type { ExportDataset, ExportFormat } from './facts';
import { spool, sweepSpool } from './spool';
import { writeJournal } from './write-journal';
import { writeLedger } from './write-ledger';

const LEASE_SECONDS = 120;
const RENEW_MS = 30_000;
const SCHEDULE_MS = 60_000;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** About half a day. PostgreSQL ends one at which its workers died as often. */
const MOST_TRIES = 16;
const SELLERS = { platform: 'Tenantry', provider: 'Anthropic' };

/** Writes and brings what is asked for, one after the other. A try that fails is made again later, with ever longer waits. */
export async function runExports(signal = new AbortController().signal): Promise<void> {
  const worker = `exports-${newId()}`;
  while (!signal.aborted) {
    const held = await nextExport(worker, LEASE_SECONDS, now());
    if (!held) return;
    await runOne(held, worker);
  }
}

async function runOne(held: HeldExport, worker: string): Promise<void> {
  const { row } = held;
  const lost = new AbortController();
  const renew = async () => {
    if (!(await held.renew()))
      lost.abort(new AppError('cancelled', 'The export was cancelled or taken over.'));
  };
  const renewing = setInterval(() => void renew().catch(() => undefined), RENEW_MS);
  try {
    const { written, file } = await write(held, lost.signal);
    if (row.target_id) {
      // Writing may have taken long: nothing leaves the house without a look whether it still may.
      await renew();
      lost.signal.throwIfAborted();
      await tellDelivery(held, written);
      await deliverFile(row, { ...written, file }, lost.signal);
    }
    await endExport(row.id, worker, now(), { written, delivered: row.target_id !== null });
  } catch (error) {
    const { words, final } = failureOf(error);
    const last = final || row.attempts >= MOST_TRIES;
    const again = last ? undefined : new Date(clock().now() + waitMs(row.attempts));
    log.warn({ export: row.id, err: (error as Error).message, again }, 'an export was not made');
    await endExport(row.id, worker, now(), { failure: words, again });
  } finally {
    clearInterval(renewing);
  }
}

/** Ends with what `lost` says once the export is another's or nobody's any more. */
async function write(
  { ctx, row }: HeldExport,
  lost: AbortSignal,
): Promise<{ written: WrittenFile; file: string }> {
  const format = row.format as ExportFormat;
  const dataset = row.dataset as ExportDataset;
  const tenantId = row.subject_tenant ?? undefined;
  const span = { from: row.from_day, to: row.to_day, tenantId };
  const why = {
    action: 'export.write',
    reason: 'Wrote an export',
    tenantId,
    detail: { id: row.id, dataset, format, from: span.from, to: span.to },
  };
  const table = (into: Sink): Promise<WrittenTable> => {
    const sink: Sink = async (piece) => {
      lost.throwIfAborted();
      await into(piece);
    };
    return withPlatform(ctx, why, (sql) => {
      if (dataset === 'ledger') return writeLedger(sql, span, sink);
      if (dataset === 'journal') return writeJournal(sql, span, sink);
      return writeFocus(sql, dataset, format, span, SELLERS, sink);
    });
  };
  const { file, bytes, sha256, result } = await spool(row.id, format, table);
  const { rows, billed, ledger, cost } = result;
  const sums = { file: String(billed), ledger: String(ledger), cost: cost?.toString() };
  return { file, written: { rows, bytes, sha256, ...sums } };
}

/** Before it leaves, so that no file does of which the log says nothing. */
function tellDelivery({ ctx, row }: HeldExport, { sha256, bytes }: WrittenFile): Promise<void> {
  const why = {
    action: 'export.deliver',
    reason: `Brings to ${row.target_name}`,
    tenantId: row.subject_tenant ?? undefined,
    detail: { id: row.id, target: row.target_id, sha256, bytes },
  };
  return withPlatform(ctx, why, async () => {});
}

/** What finance is told. `final`: it would fail the same way each time. */
function failureOf(error: unknown): { words: string; final: boolean } {
  if (error instanceof PrivateAddress)
    return { words: 'The address leads into a private network.', final: true };
  if (isAppError(error)) return { words: error.message, final: error.code === 'too_large' };
  const { code, name } = error as NodeJS.ErrnoException;
  return { words: `It could not be written or brought (${code ?? name}).`, final: false };
}

function waitMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
}

/** The worker's loops: what is due is asked for each minute, what is asked for is written, old files are removed. */
export function startExports(): { stop(): Promise<void> } {
  let scheduling = Promise.resolve();
  const schedule = () => {
    scheduling = queueDueExports(now())
      .then(sweepSpool)
      .catch((error: Error) => log.warn({ err: error.message }, 'exports were not scheduled'));
  };
  schedule();
  const timer = setInterval(schedule, SCHEDULE_MS);
  const loops = startWokenLoops({
    atOnce: 1,
    takeAll: runExports,
    onMore: () => () => {},
    failure: 'no export could be claimed',
  });
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all([scheduling, loops.stop()]);
    },
  };
}
