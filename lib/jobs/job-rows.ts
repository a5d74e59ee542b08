import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Job } from '@/lib/tenancy/verify-work';

/** For the estimate by which jobs take turns; the end of a job corrects it. */
const BYTES_PER_PASSAGE = 4_096;

/** Of a document that this transaction has stored or sees. Call `wakeWorkers()` after the transaction. */
export async function enqueueIngest(
  ctx: TenantContext,
  sql: TenantSql,
  documentId: string,
): Promise<void> {
  await sql(
    `insert into job (tenant_id, id, kind, subject_id, created_by, created_kind, created_at, cost)
     select :tenant, $1, 'ingest', d.id, $3, $6, $4, 1 + d.bytes / $5
     from document d where d.tenant_id = :tenant and d.id = $2`,
    [newId(), documentId, ctx.principal.id, now(), BYTES_PER_PASSAGE, ctx.principal.kind],
  );
}

/** The ids of the jobs that were waiting or running; pass them to `stopCancelled` after the transaction. */
export async function cancelIngest(sql: TenantSql, documentId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `update job set state = 'cancelled', finished_at = $2
     where tenant_id = :tenant and subject_id = $1 and state in ('queued', 'running') returning id`,
    [documentId, now()],
  );
  return rows.map((row) => row.id);
}

/**
 * A transaction that fails with `cancelled` unless this attempt still owns the job. The job's row
 * stays locked in it, so neither a cancel nor another worker can come between.
 */
export async function whileHeld<T>(job: Job, work: (sql: TenantSql) => Promise<T>): Promise<T> {
  return withTenantSql(job.ctx, async (sql) => {
    const rows = await sql(
      `select id from job
       where tenant_id = :tenant and id = $1 and state = 'running' and attempts = $2 for update`,
      [job.id, job.attempts],
    );
    if (!rows[0]) throw new AppError('cancelled', 'The job was cancelled or taken over.');
    return work(sql);
  });
}

/** `running` while this attempt owns the job. */
export async function jobState(job: Job): Promise<'running' | 'cancelled' | 'lost'> {
  const rows = await withTenantSql(job.ctx, (sql) =>
    sql<{ state: string; attempts: number }>(
      'select state, attempts from job where tenant_id = :tenant and id = $1',
      [job.id],
    ),
  );
  const row = rows[0];
  if (row?.state === 'cancelled') return 'cancelled';
  return row?.state === 'running' && row.attempts === job.attempts ? 'running' : 'lost';
}

/** `passages`: what the job's cost was estimated in, when it got so far as to know. */
export async function finishJob(
  sql: TenantSql,
  job: Job,
  state: 'done' | 'failed',
  passages?: number,
): Promise<void> {
  await sql(
    'update job set state = $2, finished_at = $3, actual_cost = $4 where tenant_id = :tenant and id = $1',
    [job.id, state, now(), passages ?? null],
  );
}

/** Gives the job back unfinished when the process stops; the attempt does not count. */
export async function releaseJob(job: Job): Promise<void> {
  await whileHeld(job, (sql) =>
    sql(
      `update job set state = 'queued', attempts = attempts - 1, locked_by = null, locked_until = null
       where tenant_id = :tenant and id = $1`,
      [job.id],
    ),
  );
}

/**
 * Leaves the job to the next free worker after a pause, as if its lease had ended then.
 * @param attempts that count; fewer than there were when this one was not the job's own fault
 */
export async function postponeJob(
  job: Job,
  seconds: number,
  attempts = job.attempts,
): Promise<void> {
  await whileHeld(job, (sql) =>
    sql(
      `update job set locked_by = null, locked_until = clock_timestamp() + make_interval(secs => $2), attempts = $3
       where tenant_id = :tenant and id = $1`,
      [job.id, seconds, attempts],
    ),
  );
}
