import { now } from '@/lib/clock';
import { removeMinuteCounters } from '@/lib/db/credentials';

const BATCH = 5_000;

/** Budgets of minutes say nothing an hour later; those under which something is still held stay. */
export async function removeOldMinutes(): Promise<void> {
  while ((await removeMinuteCounters(now(), BATCH)) === BATCH);
}
