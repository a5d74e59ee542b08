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

/** The product's own worker, with reports of what it did. Start with `start()`. */
export function startTestWorker(): TestWorker {
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
    },
  };
}
