import { listen } from '@/lib/db/listen';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { nextDeferred } from '@/lib/tenancy/verify-deferred';
import { deferredSignals } from './deferred-signals';
import { runDeferred } from './run-deferred';

const CHANNEL = 'tenantry_deferred';
const LEASE_SECONDS = 60;
/** Room that a settled call leaves is found at the next look. */
const POLL_MS = 1_000;
/** Of all tenants; of each one at a time, so that who waits never crowds out who asks now. */
const AT_ONCE = 4;

/** Answers what may be answered now, one after the other. */
export async function runAllDeferred(signal = new AbortController().signal): Promise<void> {
  const worker = `deferred-${newId()}`;
  while (!signal.aborted) {
    const held = await nextDeferred(worker, LEASE_SECONDS);
    if (!held) return;
    await runDeferred(held, signal);
  }
}

/** The background loop of the `worker` role. */
export function startDeferred(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const listener = listen(CHANNEL, () => deferredSignals.emit('waiting'));
  const loop = async () => {
    while (!stopping.signal.aborted) {
      // Listening before looking, so that room that is made between the two is not missed.
      const next = wokenOrPaused(stopping.signal);
      await runAllDeferred(stopping.signal).catch((error: Error) =>
        log.warn({ err: error.message }, 'no question that waits could be claimed'),
      );
      await next;
    }
  };
  const loops = Array.from({ length: AT_ONCE }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await listener.close();
    },
  };
}

function wokenOrPaused(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      deferredSignals.off('waiting', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, POLL_MS);
    deferredSignals.on('waiting', done);
    signal.addEventListener('abort', done);
  });
}
