import { removeOldMinutes } from '@/lib/budget/remove-old-minutes';
import { sweepOrphans } from '@/lib/chat/sweep-orphans';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { nextJob } from '@/lib/tenancy/verify-work';
import { jobSignals } from './job-signals';
import { runJob } from './run-job';

export interface Worker {
  /** Claims nothing more, gives back what runs, and returns when nothing runs. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Jobs at once. Most of a job is waiting for the embedding threads, which all jobs share. */
  concurrency?: number;
}

const LEASE_SECONDS = 60;
const POLL_MS = 1_000;
const SWEEP_MS = 15_000;
const TIDY_MS = 300_000;

/** Takes jobs of all tenants in the order that PostgreSQL decides, settles orphaned holds, and tidies budgets of minutes. */
export function startWorker({ concurrency = 4 }: WorkerOptions = {}): Worker {
  const name = `worker-${newId()}`;
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  let wake: () => void = () => {};
  const onWake = () => wake();
  jobSignals.events.on('enqueued', onWake);

  async function claim(): Promise<boolean> {
    if (running.size >= concurrency) return false;
    const job = await nextJob(name, LEASE_SECONDS, concurrency).catch((error: Error) => {
      log.warn({ err: error.message }, 'no job could be claimed');
      return undefined;
    });
    if (!job) return false;
    const ended = runJob(job).finally(() => {
      running.delete(job.id);
      wake();
    });
    running.set(job.id, ended);
    // Stopped between the claim and here.
    if (stopped) jobSignals.running.get(job.id)?.abort('stopping');
    return true;
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const idle = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      // The promise exists before the claim, so that a job enqueued during it is not missed.
      if (!(await claim())) await idle;
      else wake();
    }
  }

  const looping = loop();
  const sweep = setInterval(() => {
    sweepOrphans().catch((error: Error) =>
      log.warn({ err: error.message }, 'orphaned holds were not settled'),
    );
  }, SWEEP_MS);
  const tidy = setInterval(() => {
    removeOldMinutes().catch((error: Error) =>
      log.warn({ err: error.message }, 'budgets of old minutes were not removed'),
    );
  }, TIDY_MS);

  return {
    async stop() {
      stopped = true;
      clearInterval(sweep);
      clearInterval(tidy);
      jobSignals.events.off('enqueued', onWake);
      wake();
      for (const id of running.keys()) jobSignals.running.get(id)?.abort('stopping');
      await looping;
      await Promise.all(running.values());
    },
  };
}
