import { clock } from '@/lib/clock';
import { log } from '@/lib/log';
import { askWitness } from './ask-witness';
import { checkWrittenLogs, placeLeaves, signTrees } from './sign-trees';

const EVERY_MS = 1_000;
/** A witness that did not sign all is left alone for so long. */
const ASK_AGAIN_MS = 30_000;

/** The worker's loop over the audit logs: places, checkpoints, the witness. Any number of processes may run it. */
export function startSequencing(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let askAt = 0;
  const once = async () => {
    await placeLeaves(stopping.signal);
    await signTrees();
    if (clock().now() >= askAt && !(await askWitness())) askAt = clock().now() + ASK_AGAIN_MS;
  };
  const run = async () => {
    await checkWrittenLogs().catch((error: Error) =>
      log.warn({ err: error.message }, 'the audit logs were not compared with what was written'),
    );
    while (!stopping.signal.aborted) {
      await once().catch((error: Error) =>
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
