import { log } from '@/lib/log';
import { auditStore } from './audit-store';
import { storeCheckpoints } from './store-checkpoints';

const EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * The background loop of the `worker` role: puts checkpoints into the object store, where there is one. What it does not take is
 * tried again, after longer and longer pauses. Throws when its settings are not whole.
 */
export function startStoring(): { stop(): Promise<void> } {
  const store = auditStore();
  const stopping = new AbortController();
  let pause = EVERY_MS;
  let timer: NodeJS.Timeout | undefined;
  const turn = async () => {
    try {
      await storeCheckpoints(store, stopping.signal);
      pause = EVERY_MS;
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      log.error({ err: (error as Error).message }, 'the object store did not take a checkpoint');
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, pause);
  };
  let running = Promise.resolve();
  const begin = () => {
    running = turn();
  };
  if (store) begin();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
