import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { cancelIngest } from '@/lib/jobs/job-rows';
import { stopCancelled } from '@/lib/jobs/job-signals';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { discardIngested } from './discard-ingested';

/** Ends the ingestion and removes the file. Throws `not_found`, or `conflict` when there is nothing to end. */
export async function cancelDocument(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'documents:upload');
  const jobs = await withTenantSql(ctx, async (sql) => {
    const found = await sql('select id from document where tenant_id = :tenant and id = $1', [
      input.id,
    ]);
    if (!found[0]) throw notFound();
    const ended = await cancelIngest(sql, input.id);
    if (ended.length === 0) {
      throw new AppError('conflict', 'The document is not being read any more.');
    }
    await sql(
      `update document set stage = 'cancelled', stage_at = $2, progress_done = 0, progress_total = 0
       where tenant_id = :tenant and id = $1`,
      [input.id, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'document.cancel',
      objectKind: 'document',
      objectId: input.id,
    });
    return ended;
  });
  await stopCancelled(jobs);
  await discardIngested(ctx, input.id);
  await tenantObjects(ctx).remove('original', input.id);
}
