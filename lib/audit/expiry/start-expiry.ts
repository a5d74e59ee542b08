import { now } from '@/lib/clock';
import { expireAudit } from '@/lib/db/audit-trees';
import { log } from '@/lib/log';
import { keptSince } from './kept-years';

const EVERY_MS = 3_600_000;
const BATCH = 500;

/**
 * Ends the audit entries that are older than they are kept; how many. Their hashes stay, so that proofs still verify, and each
 * log says what went. One process at a time; a legal hold keeps the log of its tenant.
 */
export async function endAuditEntries(signal?: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const at = now();
    const ended = await expireAudit(keptSince(at), at, BATCH);
    total += ended ?? 0;
    if (ended === undefined || ended < BATCH) break;
  }
  return total;
}

/** The background loop of the `worker` role. */
export function startAuditExpiry(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const end = () =>
    endAuditEntries(stopping.signal).then(
      () => undefined,
      (error: Error) => log.warn({ err: error.message }, 'old audit entries were not ended'),
    );
  let ending = end();
  const timer = setInterval(() => {
    ending = ending.then(end);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await ending;
    },
  };
}
