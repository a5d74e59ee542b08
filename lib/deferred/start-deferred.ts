import { listen } from '@/lib/db/listen';
import { newId } from '@/lib/ids';
import { startWokenLoops } from '@/lib/jobs/woken-loops';
import { nextDeferred } from '@/lib/tenancy/verify-deferred';
import { deferredSignals } from './deferred-signals';
import { runDeferred } from './run-deferred';

const CHANNEL = 'tenantry_deferred';
const LEASE_SECONDS = 60;
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

/** The background loop of the `worker` role, woken when a question comes and when a budget that one waits for has room. */
export function startDeferred(): { stop(): Promise<void> } {
  const listener = listen(CHANNEL, () => deferredSignals.emit('waiting'));
  const loops = startWokenLoops({
    atOnce: AT_ONCE,
    takeAll: runAllDeferred,
    onMore(wake) {
      deferredSignals.on('waiting', wake);
      return () => deferredSignals.off('waiting', wake);
    },
    failure: 'no question that waits could be claimed',
  });
  return {
    async stop() {
      await loops.stop();
      await listener.close();
    },
  };
}
