import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { cancelIngest } from '@/lib/jobs/job-rows';
import { stopCancelled } from '@/lib/jobs/job-signals';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { discardIngested } from './discard-ingested';

/**
 * Removes a document with everything made of it. With the first transaction it is out of every answer
 * to come, since no passage is opened without its row; then vectors and files go. Throws `not_found`.
 */
export async function deleteDocument(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'documents:delete');
  await removeDocument(ctx, input.id, 'document.delete');
}

/** The same for retention, whose worker has no role of a person. */
export async function removeDocument(
  ctx: TenantContext,
  id: string,
  action: 'document.delete' | 'document.expire' | 'document.end',
): Promise<void> {
  const jobs = await withTenantSql(ctx, async (sql) => {
    // The job first, in the order in which a worker locks them.
    const ended = await cancelIngest(sql, id);
    const rows = await sql(
      'delete from document where tenant_id = :tenant and id = $1 returning id',
      [id],
    );
    if (!rows[0]) throw notFound();
    await sql('select tenancy.note_removed_source($1, $2) as told, :tenant::uuid as tenant_id', [
      id,
      now(),
    ]);
    await recordAudit(ctx, sql, {
      action,
      objectKind: 'document',
      objectId: id,
    });
    return ended;
  });
  await stopCancelled(jobs);
  await discardIngested(ctx, id);
  await tenantObjects(ctx).remove('original', id);
}
