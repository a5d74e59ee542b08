import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { askWitness } from './ask-witness';
import { checkWrittenLogs, placeLeaves, signTrees } from './sign-trees';

const EVERY_MS = 1_000;

/** The worker's loop over the audit logs: places, checkpoints, the witness. Any number of processes may run it. */
export function startSequencing(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async () => {
    await checkWrittenLogs().catch((error: Error) =>
      log.warn({ err: error.message }, 'the audit logs were not compared with what was written'),
    );
    while (!stopping.signal.aborted) {
      await once(stopping.signal).catch((error: Error) =>
        log.warn({ err: error.message }, 'the audit logs were not signed'),
      );
      await pause(stopping.signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function once(signal: AbortSignal): Promise<void> {
  await placeLeaves(signal);
  await signTrees();
  if (env.TENANTRY_AUDIT_WITNESS_URL) await askWitness();
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, EVERY_MS);
    signal.addEventListener('abort', done);
  });
}
