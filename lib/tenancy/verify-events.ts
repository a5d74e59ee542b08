import { now } from '@/lib/clock';
import { dueEvents } from '@/lib/db/event-credentials';
import { AppError } from '@/lib/errors';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { TenantContext } from './context';
import { lasting, workContext } from './verify-work';

/** What PostgreSQL signs the proof for. */
export const EVENTS_SECONDS = 60;

/** Workspaces with something to tell or to deliver, the longest waiting first, with a proof each to do it under. */
export async function tenantsToTell(
  busy: readonly string[],
  limit: number,
): Promise<TenantContext[]> {
  const rows = await dueEvents(now(), busy, limit);
  await Promise.all(rows.map((row) => readyKeys(row.tenant_id)));
  return rows.map((row) =>
    workContext(row, row.tenant_id, lasting(row, EVENTS_SECONDS), async () => {
      throw new AppError('cancelled', 'The time to deliver is over.');
    }),
  );
}
