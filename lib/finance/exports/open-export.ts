import { createReadStream } from 'node:fs';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ExportDataset, ExportFormat } from './facts';
import { isKeptSince, spooledBytes, spoolFile } from './spool';

const ELSEWHERE =
  'The worker keeps the file where this process does not find it: they share no data directory.';

export interface OpenedExport {
  name: string;
  format: ExportFormat;
  bytes: number;
  stream: ReadableStream<Uint8Array>;
}

interface Opened {
  dataset: ExportDataset;
  format: ExportFormat;
  sha256: string;
  from: string;
  to: string;
  endedAt: Date;
}

/**
 * The file of an export that is done and still kept; `not_found` otherwise, and `store_unavailable` when it is kept where this
 * process does not look. Each opening is in the audit log.
 */
export async function openExport(ctx: PlatformContext, id: string): Promise<OpenedExport> {
  authorizePlatform(ctx, 'costs:read');
  if (!isId(id)) throw notFound();
  const why = { action: 'export.download', reason: 'Downloaded an export', detail: { id } };
  const [row] = await withPlatform(ctx, why, (sql) =>
    sql<Opened>(
      `select dataset, format, sha256, to_char(from_day, 'YYYY-MM-DD') as from, to_char(to_day, 'YYYY-MM-DD') as to,
         ended_at as "endedAt"
       from finance_export where id = $1 and state = 'done'`,
      [id],
    ),
  );
  if (!row) throw notFound();
  const file = spoolFile(id, row.sha256, row.format);
  const bytes = await spooledBytes(file);
  if (bytes === undefined)
    throw isKeptSince(row.endedAt) ? new AppError('store_unavailable', ELSEWHERE) : notFound();
  const { dataset, format, from, to } = row;
  return { name: `${dataset}-${from}-${to}.${format}`, format, bytes, stream: streamOf(file) };
}

function streamOf(file: string): ReadableStream<Uint8Array> {
  const chunks = createReadStream(file)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
