import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { finishJob, whileHeld } from '@/lib/jobs/job-rows';
import { recordEvent } from '@/lib/notifications/record-event';
import type { Job } from '@/lib/tenancy/verify-work';
import { discardIngested } from './discard-ingested';
import type { DocumentFailure, FailingBudget } from './schema';

/** Ends a document as failed: only the original stays, for a Retry. Throws `cancelled` when the job was lost. */
export async function failIngest(
  job: Job,
  code: DocumentFailure,
  budget?: FailingBudget,
): Promise<void> {
  const documentId = job.subjectId;
  // A worker that lost the job must not take away what the new owner wrote.
  await whileHeld(job, async () => undefined);
  await discardIngested(job.ctx, documentId);
  await whileHeld(job, async (sql) => {
    await sql(
      `update document set stage = 'failed', failure_code = $2, stage_at = $3, progress_done = 0, progress_total = 0,
         format = null, pages = null, chunk_count = null, failure_budget = $4
       where tenant_id = :tenant and id = $1`,
      [documentId, code, now(), budget ?? null],
    );
    await finishJob(sql, job, 'failed');
    await recordEvent(sql, { kind: 'document.failed', facts: { documentId, code } });
    await recordAudit(job.ctx, sql, {
      action: 'document.fail',
      objectKind: 'document',
      objectId: documentId,
      outcome: 'error',
      detail: { code, ...(budget && { budget }) },
    });
  });
}
