import { pageOrder, toPage } from '@/lib/console/cursor';
import type { Page } from '@/lib/console/schema';
import type { TenantSql } from '@/lib/db/tenant-sql';
import type { ActorKind, AuditFilter, AuditRecord } from './schema';

interface EntryRow {
  tenant_id: string;
  id: string;
  at: string;
  actor: string | null;
  actor_kind: ActorKind;
  actor_id: string;
  action: string;
  object_kind: string;
  object_id: string | null;
  request_id: string | null;
  outcome: AuditRecord['outcome'];
  salt: string;
  payload: string;
}

/** The time of a row as the leaves have it: what is shown is what is verified. */
export const timeOf = (row: string) =>
  `to_char(${row}.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
export const ENTRY_TIME = timeOf('a');

/** A page of the tenant's log, newest first. */
export async function readEntries(
  sql: TenantSql,
  filter: AuditFilter,
  place: { older?: string; newer?: string },
  size: number,
): Promise<Page<AuditRecord>> {
  const order = pageOrder(place);
  const rows = await sql<EntryRow>(
    `select a.tenant_id, a.id, ${ENTRY_TIME} as at, u.name as actor, a.actor_kind, a.actor_id, a.action, a.object_kind, a.object_id,
       a.request_id, a.outcome, a.salt, a.detail::text as payload
     from audit_entry a left join app_user u on u.id = a.actor_id
     where a.tenant_id = :tenant and a.at >= $1 and a.at < $2 and ($3::text is null or a.action = $3)
       and ($4::text is null or a.actor_kind = $4 or a.actor_id::text = $4)
       and ($7::text is null or a.object_kind = $7) and ($8::uuid is null or a.object_id = $8 or a.request_id = $8)
       and ($5::timestamptz is null or (a.at, a.id) ${order.compare} ($5, $6::uuid))
     order by a.at ${order.direction}, a.id ${order.direction} limit ${size + 1}`,
    [
      filter.from,
      filter.to,
      filter.action ?? null,
      filter.actor ?? null,
      order.cursor?.at ?? null,
      order.cursor?.id ?? null,
      filter.object ?? null,
      filter.id ?? null,
    ],
  );
  return toPage(rows.map(toRecord), size, order);
}

function toRecord(row: EntryRow): AuditRecord {
  return {
    logId: row.tenant_id,
    id: row.id,
    at: row.at,
    actor: actorName(row.actor_kind, row.actor),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    requestId: row.request_id,
    outcome: row.outcome,
    detail: JSON.parse(row.payload) as Record<string, unknown>,
    salt: row.salt,
    payload: row.payload,
  };
}

/** Row-level security shows the names of members alone. */
export function actorName(kind: ActorKind, name: string | null): string {
  if (kind === 'worker') return 'Indexing';
  if (kind === 'system') return 'The platform';
  if (kind === 'key') return name ?? 'API key';
  return name ?? (kind === 'operator' ? 'Platform operator' : 'A former member');
}
