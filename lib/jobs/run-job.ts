import { refusalOf } from '@/lib/budget/refusal-of';
import { discardIngested } from '@/lib/documents/discard-ingested';
import { failIngest } from '@/lib/documents/fail-ingest';
import { type IngestOutcome, ingestDocument } from '@/lib/documents/ingest-document';
import type { FailingBudget } from '@/lib/documents/schema';
import { type AppError, isAppError } from '@/lib/errors';
import { openWork } from '@/lib/lifecycle/open-work';
import { log } from '@/lib/log';
import type { Job } from '@/lib/tenancy/verify-work';
import { jobState, postponeJob, releaseJob } from './job-rows';
import { type JobEnd, type JobReport, jobSignals } from './job-signals';
import { type StallWatch, stallWatch } from './stall-watch';

/** A file whose reading ends the process this often is not read again by itself. */
const MAX_ATTEMPTS = 3;
const PAUSE_SECONDS = 5;
const RENEW_MS = 20_000;
const WATCH_MS = 1_000;

/** So long a stalled attempt may take to let go; then it is left alone, since nothing that it writes holds any more. */
const LET_GO_MS = 2_000;

/** Runs one claimed job to an end that is in the database. Never rejects. */
export function runJob(job: Job, ingest = ingestDocument): Promise<void> {
  const controller = new AbortController();
  const stall = stallWatch(() => controller.abort('stalled' satisfies JobEnd));
  const stopWatching = watch(job, stall, (reason) => controller.abort(reason));
  // A paused workspace's job waits in the queue until the workspace goes on.
  const work = openWork(job.ctx);
  work.signal.addEventListener('abort', () => controller.abort('stopping' satisfies JobEnd));
  const { signal } = controller;
  const ended = attempt(job, signal, () => unlessStalled(ingest(job, signal, stall), signal))
    .then((report) => {
      jobSignals.events.emit('ended', report);
    })
    .catch((error: Error) => {
      log.error(
        { job: job.id, tenant: job.ctx.tenantId, err: error.message },
        'a job was left to its lease',
      );
    })
    .finally(() => {
      stopWatching();
      work.close();
      jobSignals.running.delete(job.id);
    });
  jobSignals.running.set(job.id, { abort: (reason) => controller.abort(reason), ended });
  return ended;
}

async function attempt(
  job: Job,
  signal: AbortSignal,
  ingest: () => Promise<IngestOutcome>,
): Promise<JobReport> {
  const report = { jobId: job.id, subjectId: job.subjectId };
  if (job.attempts > MAX_ATTEMPTS) {
    await failIngest(job, 'interrupted');
    return { ...report, outcome: 'failed' };
  }
  try {
    return { ...report, ...(await ingest()) };
  } catch (error) {
    const end = await endOf(job, signal, error);
    if (end === 'stalled') {
      await failIngest(job, 'stalled');
      return { ...report, outcome: 'failed' };
    }
    if (end) return { ...report, outcome: await leave(job, end) };
    // A minute's budget has room again in the next, and a day's pages in the next day; one that never has is exhausted.
    if (isAppError(error) && error.code === 'rate_limited') {
      await postponeJob(job, error.retryAfter ?? PAUSE_SECONDS, job.attempts - 1);
      return { ...report, outcome: 'postponed' };
    }
    if (isAppError(error) && error.code === 'model_unpriced') {
      await failIngest(job, 'unpriced');
      return { ...report, outcome: 'failed' };
    }
    if (isAppError(error) && error.code === 'budget_exhausted') {
      // A limit that waiting does not change never resets.
      const tooSmall = error.limit !== undefined && error.limit.resetsAt === undefined;
      await failIngest(job, tooSmall ? 'budget_too_small' : 'budget', budgetOf(error));
      return { ...report, outcome: 'failed' };
    }
    log.error({ job: job.id, tenant: job.ctx.tenantId, err: error }, 'ingestion threw');
    if (job.attempts < MAX_ATTEMPTS) {
      await postponeJob(job, PAUSE_SECONDS * job.attempts);
      return { ...report, outcome: 'postponed' };
    }
    await failIngest(job, 'internal');
    return { ...report, outcome: 'failed' };
  }
}

/** As `work`, but rejects soon after a stall, whatever becomes of the work. */
async function unlessStalled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (signal.reason !== 'stalled') return;
      timer = setTimeout(() => reject(new Error('The job stalled.')), LET_GO_MS);
    });
  });
  // What is left alone may fail when nobody listens any more.
  work.catch(() => undefined);
  return Promise.race([work, stalled]).finally(() => clearTimeout(timer));
}

function budgetOf(error: AppError): FailingBudget | undefined {
  const refusal = refusalOf(error);
  return refusal && `${refusal.scope}/${refusal.period}/${refusal.unit}`;
}

/** Why the attempt was ended from outside; undefined when it failed by itself. */
async function endOf(job: Job, signal: AbortSignal, error: unknown): Promise<JobEnd | undefined> {
  if (signal.aborted) return signal.reason as JobEnd;
  if (!isAppError(error) || error.code !== 'cancelled') return undefined;
  const state = await jobState(job).catch(() => 'lost' as const);
  return state === 'running' ? undefined : state;
}

/** Who took the job over owns everything of the document: then nothing is touched here. */
async function leave(job: Job, end: JobEnd): Promise<JobEnd> {
  if (end === 'stopping') await releaseJob(job);
  if (end === 'cancelled') await discardIngested(job.ctx, job.subjectId);
  return end;
}

/** Keeps the lease and notices within a second what another process decided. Returns the stop. */
function watch(job: Job, stall: StallWatch, abort: (reason: JobEnd) => void): () => void {
  const look = async () => {
    const state = await jobState(job);
    if (state !== 'running') abort(state);
  };
  // The lease decides when the database is away.
  const watching = setInterval(() => {
    stall.look();
    look().catch(() => undefined);
  }, WATCH_MS);
  const lease = setInterval(() => {
    job.renew().then(
      (held) => (held ? undefined : look()),
      (error: Error) => log.warn({ job: job.id, err: error.message }, 'a lease was not renewed'),
    );
  }, RENEW_MS);
  return () => {
    clearInterval(lease);
    clearInterval(watching);
  };
}
