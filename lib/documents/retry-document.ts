import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { enqueueIngest } from '@/lib/jobs/job-rows';
import { wakeWorkers } from '@/lib/jobs/job-signals';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Queues a failed document again. Throws `not_found`, or `conflict` when it has not failed. */
export async function retryDocument(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'documents:upload');
  await withTenantSql(ctx, async (sql) => {
    const found = await sql<{ stage: string }>(
      'select stage from document where tenant_id = :tenant and id = $1 for update',
      [input.id],
    );
    if (!found[0]) throw notFound();
    if (found[0].stage !== 'failed') {
      throw new AppError('conflict', 'Only a document that failed can be read again.');
    }
    await sql(
      `update document set stage = 'received', failure_code = null, failure_budget = null, stage_at = $2
       where tenant_id = :tenant and id = $1`,
      [input.id, now()],
    );
    await enqueueIngest(ctx, sql, input.id);
    await recordAudit(ctx, sql, {
      action: 'document.retry',
      objectKind: 'document',
      objectId: input.id,
    });
  });
  wakeWorkers();
}
