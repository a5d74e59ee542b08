import { scheduleRetention } from '@/lib/db/credentials';
import { log } from '@/lib/log';
import { wakeOperations } from '@/lib/operations/operation-signals';

const LOOK_MS = 60_000;

/**
 * Asks for each workspace's retention once a day, a part of them at a time. PostgreSQL decides which are due,
 * so any number of processes may run this.
 */
export function startRetention(): { stop(): Promise<void> } {
  const look = async () => {
    if ((await scheduleRetention()) > 0) wakeOperations();
  };
  const attempt = () =>
    look().catch((error: Error) => log.warn({ err: error.message }, 'retention was not scheduled'));
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
