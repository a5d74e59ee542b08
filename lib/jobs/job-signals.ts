import { EventEmitter } from 'node:events';
import { processState } from '@/lib/process-state';

/** A job that a worker of this process has in hand. */
export interface RunningJob {
  abort(reason: JobEnd): void;
  /** Settles once nothing of the job runs any more; never rejects. */
  ended: Promise<void>;
}

/**
 * Why a running job is ended from outside: `cancelled` by a person, `lost` to another worker after
 * its lease ran out, `stopping` with the process, or `stalled` when nothing came of it for too long.
 */
export type JobEnd = 'cancelled' | 'lost' | 'stopping' | 'stalled';

/** What a finished job measured; for benchmarks and logs. */
export interface JobReport {
  jobId: string;
  subjectId: string;
  outcome: 'done' | 'failed' | 'postponed' | JobEnd;
  /** Peak resident memory of the extraction's child process. */
  peakBytes?: number;
}

interface Events {
  enqueued: [];
  ended: [JobReport];
}

/** What web code and worker code of one process say to each other; the database says the rest. */
export const jobSignals = processState('jobs.signals', () => ({
  events: new EventEmitter<Events>(),
  running: new Map<string, RunningJob>(),
}));

/** After the transaction that enqueued a job: workers of this process look at once. */
export function wakeWorkers(): void {
  jobSignals.events.emit('enqueued');
}

/** Ends jobs cancelled in the database; returns when none of them runs in this process. */
export async function stopCancelled(jobIds: readonly string[]): Promise<void> {
  await Promise.all(
    jobIds.map(async (id) => {
      const running = jobSignals.running.get(id);
      running?.abort('cancelled');
      await running?.ended;
    }),
  );
}
