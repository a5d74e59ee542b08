import { transaction } from '@/lib/db/transaction';
import { type JobReport, jobSignals } from '@/lib/jobs/job-signals';
import { startWorker, type Worker } from '@/lib/jobs/work';

export interface TestWorker {
  start(): void;
  /** Ends the loop and hands back what it held. */
  stop(): Promise<void>;
  /** How the next, or an already ended, job of a document ended; each is given once. */
  ended(documentId: string): Promise<JobReport>;
  close(): Promise<void>;
}

/**
 * The product's own worker, with the right to be the only one: a worker takes jobs of all tenants, so
 * test files that run at the same time would take each other's. Start with `start()`.
 */
export async function startTestWorker(): Promise<TestWorker> {
  const release = await becomeOnlyOne();
  const reports: JobReport[] = [];
  const waiting = new Map<string, (report: JobReport) => void>();
  const onEnded = (report: JobReport) => {
    const waiter = waiting.get(report.subjectId);
    waiting.delete(report.subjectId);
    if (waiter) waiter(report);
    else reports.push(report);
  };
  jobSignals.events.on('ended', onEnded);
  let worker: Worker | undefined;
  const stop = async () => {
    await worker?.stop();
    worker = undefined;
  };
  return {
    start() {
      worker ??= startWorker({ concurrency: 2 });
    },
    stop,
    ended(documentId) {
      const index = reports.findIndex((report) => report.subjectId === documentId);
      const [known] = index >= 0 ? reports.splice(index, 1) : [];
      return known
        ? Promise.resolve(known)
        : new Promise((resolve) => waiting.set(documentId, resolve));
    },
    async close() {
      await stop();
      jobSignals.events.off('ended', onEnded);
      await release();
    },
  };
}

/** Resolves with the release once nobody else works for all tenants; see `startTestWorker`. */
export function becomeOnlyOne(): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const holding = transaction('auth', undefined, async (client) => {
      await client.query('set local statement_timeout = 0');
      await client.query("select pg_advisory_xact_lock(hashtext('the only test worker'))");
      await new Promise<void>((release) => {
        resolve(async () => {
          release();
          await holding;
        });
      });
    });
    holding.catch(reject);
  });
}
