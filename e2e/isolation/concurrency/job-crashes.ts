import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { finishJob, whileHeld } from '@/lib/jobs/job-rows';
import { nextJob } from '@/lib/tenancy/verify-work';
import type { Act } from './operations';

/** Short, so that a crashed worker's job comes to another one within the run. */
const LEASE_SECONDS = 1;

/** Queues the same document twice, as an impatient person or a retry does. */
export async function queueTwice({ self, random }: Act): Promise<string[]> {
  const subject = self.documents[Math.floor(random() * self.documents.length)];
  await withTenantSql(self.ctx, async (sql) => {
    for (let time = 0; time < 2; time++)
      await sql(
        `insert into job (tenant_id, id, kind, subject_id, created_by, created_at)
         values (:tenant, $1, 'ingest', $2, $3, now())`,
        [newId(), subject, self.ctx.principal.id],
      );
  });
  return [];
}

/**
 * Claims the next job of anybody, as a worker does, and reads its document under the proof that came with
 * it. One in three workers crashes there; what it held is claimed again.
 */
export async function work({ model, random }: Act): Promise<string[]> {
  const job = await nextJob(`worker-${newId()}`, LEASE_SECONDS, 4);
  if (!job) return [];
  const { tenantId } = job.ctx;
  const rows = await withTenantSql(job.ctx, (sql) =>
    sql<{ id: string }>('select id from document where :tenant is not null'),
  );
  const strange = model.foreign(tenantId, [job.subjectId, ...rows.map((row) => row.id)]);
  if (random() < 1 / 3) return strange;
  await whileHeld(job, (sql) => finishJob(sql, job, 'done'));
  return strange;
}
