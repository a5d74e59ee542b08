import { newId } from '@/lib/ids';
import { startWokenLoops } from '@/lib/jobs/woken-loops';
import { nextOperation } from '@/lib/tenancy/verify-work';
import { operationSignals } from './operation-signals';
import { runOperation } from './run-operation';

const LEASE_SECONDS = 60;
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
  return startWokenLoops({
    atOnce: AT_ONCE,
    takeAll: runOperations,
    onMore(wake) {
      operationSignals.on('requested', wake);
      return () => operationSignals.off('requested', wake);
    },
    failure: 'no operation could be claimed',
  });
}
