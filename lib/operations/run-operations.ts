import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { nextOperation } from '@/lib/tenancy/verify-work';
import { operationSignals } from './operation-signals';
import { runOperation } from './run-operation';

const LEASE_SECONDS = 60;
const POLL_MS = 1_000;
/** Most operations wait for stores; more at once would only take from the answers. */
const AT_ONCE = 2;

/** Runs what waits, one after the other, until nothing is left that may run now. */
export async function runOperations(signal = new AbortController().signal): Promise<void> {
  const worker = `operations-${newId()}`;
  while (!signal.aborted) {
    const held = await nextOperation(worker, LEASE_SECONDS);
    if (!held) return;
    await runOperation(held, signal);
  }
}

/** The background loop of the `worker` role. */
export function startOperations(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      // Listening before looking, so that a request between the two is not missed.
      const next = requestedOrPaused(stopping.signal);
      await runOperations(stopping.signal).catch((error: Error) =>
        log.warn({ err: error.message }, 'no operation could be claimed'),
      );
      await next;
    }
  };
  const loops = Array.from({ length: AT_ONCE }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

function requestedOrPaused(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      operationSignals.off('requested', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, POLL_MS);
    operationSignals.on('requested', done);
    signal.addEventListener('abort', done);
  });
}
