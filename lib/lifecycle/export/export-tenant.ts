import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import type { Operation } from '@/lib/operations/operation';
import type { TenantContext } from '@/lib/tenancy/context';
import { ExportArchive } from './export-archive';
import { exportConversations } from './export-conversations';
import { exportDecisions } from './export-decisions';
import { exportDocuments } from './export-documents';
import { exportRecords } from './export-records';
import { exportSettings } from './export-settings';
import { EXPORT_DAYS } from './schema';

const DAY_MS = 86_400_000;
/** Things between two reports of progress. */
const REPORT_EVERY = 20;

/**
 * Writes all of the tenant into one sealed archive: documents, conversations, settings, usage and audit log,
 * with a manifest of hashes. An attempt after a crash begins anew. `cancelled` leaves nothing behind.
 */
export async function exportTenant(operation: Operation): Promise<void> {
  const { ctx, signal } = operation;
  if (await isWritten(operation)) return;
  const at = now();
  const { total, ...tenant } = await readFacts(ctx);
  let done = 0;
  const onDone = async (step: string) => {
    signal.throwIfAborted();
    done++;
    if (done % REPORT_EVERY === 0) await operation.progress(step, Math.min(done, total), total);
  };
  const writer = await tenantArchives(ctx).create(operation.id);
  try {
    const archive = new ExportArchive(writer, at);
    await operation.progress('documents', 0, total);
    await exportDocuments(ctx, archive, () => onDone('documents'));
    await operation.progress('conversations', Math.min(done, total), total);
    await exportConversations(ctx, archive, () => onDone('conversations'));
    await operation.progress('settings, usage and audit log', Math.min(done, total), total);
    await exportSettings(ctx, archive);
    await exportDecisions(ctx, archive);
    await exportRecords(ctx, archive, at);
    await archive.finish(tenant);
    signal.throwIfAborted();
    const file = await writer.finish();
    await record(operation, archive, file, at);
    await operation.progress('done', total, total);
    await operation.note({ ...archive.counts, bytes: file.bytes });
  } catch (error) {
    await writer.discard();
    await tenantArchives(ctx).remove(operation.id);
    throw error;
  }
}

/** An earlier attempt got as far as that and could not say so. */
async function isWritten({ ctx, id }: Operation): Promise<boolean> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql('select id from tenant_export where tenant_id = :tenant and id = $1', [id]),
  );
  return rows.length > 0;
}

async function readFacts(
  ctx: TenantContext,
): Promise<{ id: string; slug: string; name: string; total: number }> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ id: string; slug: string; name: string; total: bigint }>(
      `select t.id, t.slug, t.name, (select count(*) from document d where d.tenant_id = :tenant)
         + (select count(*) from conversation c where c.tenant_id = :tenant) as total
       from tenant t where t.id = :tenant`,
    ),
  );
  if (!row) throw new Error('The tenant is not there.');
  return { ...row, total: Number(row.total) };
}

async function record(
  { ctx, id, requestedBy }: Operation,
  archive: ExportArchive,
  file: { bytes: number; sha256: Buffer },
  at: Date,
): Promise<void> {
  const expiresAt = new Date(at.getTime() + EXPORT_DAYS * DAY_MS);
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into tenant_export (tenant_id, id, requested_by, bytes, sha256, contents, created_at, expires_at)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, id) do nothing`,
      [id, requestedBy, file.bytes, file.sha256, JSON.stringify(archive.counts), at, expiresAt],
    );
    await recordAudit(ctx, sql, {
      action: 'export.create',
      objectKind: 'operation',
      objectId: id,
      detail: { ...archive.counts, bytes: file.bytes },
    });
  });
}
