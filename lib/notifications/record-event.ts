import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { EventKind } from './schema';

/**
 * Writes an event in the transaction of what it tells, so that none is told that did not happen. `facts`: ids, codes
 * and figures, never content. What the database itself does is told by its triggers.
 */
export async function recordEvent(
  sql: TenantSql,
  event: { kind: EventKind; facts: Record<string, unknown> },
): Promise<void> {
  await sql(
    'insert into tenant_event (tenant_id, id, kind, at, facts) values (:tenant, $1, $2, $3, $4)',
    [newId(), event.kind, now(), JSON.stringify(event.facts)],
  );
}
