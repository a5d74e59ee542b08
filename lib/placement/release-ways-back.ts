import { releaseWaysBack } from '@/lib/db/lifecycle-credentials';
import { log } from '@/lib/log';
import { wakeOperations } from '@/lib/operations/operation-signals';

const LOOK_MS = 60_000;

/**
 * Asks for the end of every way back that was kept for a day: it costs the space of a second copy and takes
 * every write. PostgreSQL decides which are due, so any number of processes may run this.
 */
export function startWaysBack(): { stop(): Promise<void> } {
  const look = async () => {
    if ((await releaseWaysBack()) > 0) wakeOperations();
  };
  const attempt = () =>
    look().catch((error: Error) => log.warn({ err: error.message }, 'no way back was ended'));
  let looking = attempt();
  const timer = setInterval(() => {
    looking = attempt();
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
