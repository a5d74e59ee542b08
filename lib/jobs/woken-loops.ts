import { log } from '@/lib/log';

export interface WokenLoops {
  /** Loops side by side. */
  atOnce: number;
  /** Takes what waits, one after the other, until nothing is left that may run now. */
  takeAll(signal: AbortSignal): Promise<void>;
  /** Calls `wake` when there may be more, until the returned function is called. */
  onMore(wake: () => void): () => void;
  /** For the log: what could not be taken. */
  failure: string;
}

/** The database is asked at least so often, for what another process says. */
const POLL_MS = 1_000;

/** Loops that look for work when woken and once a second; `stop` resolves when the last has ended what it took. */
export function startWokenLoops(loops: WokenLoops): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      // Listening before looking, so that what comes between the two is not missed.
      const next = wokenOrPaused(loops.onMore, stopping.signal);
      await loops
        .takeAll(stopping.signal)
        .catch((error: Error) => log.warn({ err: error.message }, loops.failure));
      await next;
    }
  };
  const running = Array.from({ length: loops.atOnce }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function wokenOrPaused(onMore: WokenLoops['onMore'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, POLL_MS);
    const stopListening = onMore(done);
    signal.addEventListener('abort', done);
  });
}
