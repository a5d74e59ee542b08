import { clock, now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { whileHeld } from '@/lib/jobs/job-rows';
import { log } from '@/lib/log';
import type { Job } from '@/lib/tenancy/verify-work';

/** Enters a stage. Throws `cancelled` when the job was cancelled or lost. */
export async function enterStage(
  job: Job,
  stage: 'extracting' | 'chunking' | 'embedding',
  total = 0,
): Promise<void> {
  await whileHeld(job, (sql) =>
    sql(
      `update document set stage = $2, stage_at = $3, progress_done = 0, progress_total = $4
       where tenant_id = :tenant and id = $1`,
      [job.subjectId, stage, now(), total],
    ),
  );
}

const LEAST_MS = 300;

/** Writes the latest progress of a stage, one write at a time and at most about three a second. */
export class StageProgress {
  readonly #job: Job;
  readonly #stage: string;
  #writing: Promise<void> | undefined;
  #lastAt = 0;

  constructor(job: Job, stage: 'extracting' | 'embedding') {
    this.#job = job;
    this.#stage = stage;
  }

  report(done: number, total: number): void {
    if (this.#writing || clock().now() - this.#lastAt < LEAST_MS) return;
    this.#lastAt = clock().now();
    this.#writing = this.#write(done, total).finally(() => {
      this.#writing = undefined;
    });
  }

  /** Waits for a write under way. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(done: number, total: number): Promise<void> {
    await withTenantSql(this.#job.ctx, (sql) =>
      sql(
        `update document set progress_done = $3, progress_total = $4
         where tenant_id = :tenant and id = $1 and stage = $2`,
        [this.#job.subjectId, this.#stage, done, total],
      ),
    ).catch((error: Error) => {
      log.warn({ job: this.#job.id, err: error.message }, 'progress was not written');
    });
  }
}
