import { PLATFORM_LOG } from '@/lib/audit/proofs/schema';
import { actorName } from '@/lib/audit/read-entries';
import { ACTOR_KINDS, type ActorKind } from '@/lib/audit/schema';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import { PLATFORM_ACTIONS, PLATFORM_KINDS, TENANT_ACTIONS, TENANT_KINDS } from './audit-actions';
import { readChanges } from './audit-changes';
import { type PageOrder, pageOrder, toPage } from './cursor';
import { CUSTOMERS } from './customers';
import type { TimeRange } from './range/schema';
import type { AuditFilter, AuditRow, Page } from './schema';

interface StoredFacts {
  id: string;
  at: string;
  log_id: string;
  actor_id: string;
  fact_kind: string;
  fact_id: string | null;
  salt: string | null;
  payload: string | null;
  actor: string | null;
  action: string;
  tenant_id: string | null;
  tenant_name: string | null;
  outcome: string | null;
  reason: string | null;
  object: string | null;
  request_id: string | null;
}

type StoredEntry = StoredFacts &
  ({ log: 'platform'; actor_role: string } | { log: 'tenant'; actor_role: ActorKind });

export interface AuditView {
  page: Page<AuditRow>;
  tenants: { id: string; name: string }[];
  actions: string[];
  objects: string[];
}

const PAGE_SIZE = 50;
/** As whom entries say that somebody acted. */
const ROLES = [...new Set<string>([...ACTOR_KINDS, ...PLATFORM_ROLES])];

/**
 * A page of each log, read from the end of an index (0165, 0175), is enough for a page of both. Neither log keeps content; the
 * tenants' `detail` is not even granted to the platform's people: `readChanges` says what of it they are shown. What is not
 * asked for is written so that it folds away: an index is found by what is left. Of the platform's, a trace alone names a request.
 */
const entries = ({ compare, direction }: PageOrder) => `
  (select p.id, p.at, 'platform' as log, p.actor_id, p.actor_role, p.action, p.subject_tenant as tenant_id,
    null as outcome, p.reason, null as object, p.detail ->> 'requestId' as request_id, '${PLATFORM_LOG}'::uuid as log_id,
    case when p.subject_tenant is null then 'platform' else 'tenant' end as fact_kind, p.subject_tenant as fact_id,
    p.salt, jsonb_build_object('detail', p.detail, 'reason', p.reason)::text as payload
  from platform_audit p
  where p.at >= $1 and p.at < $2 and $3 in ('', 'platform') and ($4 = '' or p.action = $4)
    and ($5::uuid is null or p.subject_tenant = $5)
    and ($6::uuid[] is null and $7::text[] is null or ($6::uuid[] is not null and p.actor_id = any($6))
      or ($7::text[] is not null and p.actor_role = any($7)))
    and ($8::text is null or case when p.subject_tenant is null then 'platform' else 'tenant' end = $8)
    and ($9::uuid is null or p.subject_tenant = $9 or (p.action = 'trace.view' and p.detail ->> 'requestId' = $9::text))
    and ($10::timestamptz is null or (p.at, p.id) ${compare} ($10, $11::uuid))
  order by p.at ${direction}, p.id ${direction} limit ${PAGE_SIZE + 1})
  union all
  (select a.id, a.at, 'tenant', a.actor_id, a.actor_kind, a.action, a.tenant_id,
    a.outcome, null, a.object_kind, a.request_id::text, a.tenant_id, a.object_kind, a.object_id, null, null
  from audit_entry a
  where a.at >= $1 and a.at < $2 and $3 in ('', 'tenant') and ($4 = '' or a.action = $4)
    and ($5::uuid is null or a.tenant_id = $5)
    and ($6::uuid[] is null and $7::text[] is null or ($6::uuid[] is not null and a.actor_id = any($6))
      or ($7::text[] is not null and a.actor_kind = any($7)))
    and ($8::text is null or a.object_kind = $8)
    and ($9::uuid is null or a.object_id = $9 or a.request_id = $9)
    and ($10::timestamptz is null or (a.at, a.id) ${compare} ($10, $11::uuid))
  order by a.at ${direction}, a.id ${direction} limit ${PAGE_SIZE + 1})`;

/** The platform's log and the tenants' logs as one list, newest first. */
export async function readAudit(
  ctx: PlatformContext,
  range: TimeRange,
  filter: AuditFilter,
): Promise<AuditView> {
  authorizePlatform(ctx, 'audit:read');
  const { log, action, actor, object, id } = filter;
  const why = {
    action: 'audit.view',
    reason: 'Looked at the audit log',
    ...(filter.tenant && { tenantId: filter.tenant }),
    detail: { log, action, actor, object, id },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const page = await readPage(sql, range, filter);
    return {
      page,
      tenants: await sql<{ id: string; name: string }>(
        `select id, name from tenant where id in ${CUSTOMERS} order by name`,
      ),
      actions: choices(log, PLATFORM_ACTIONS, TENANT_ACTIONS),
      objects: choices(log, PLATFORM_KINDS, TENANT_KINDS),
    };
  });
}

async function readPage(
  sql: PlatformSql,
  range: TimeRange,
  filter: AuditFilter,
): Promise<Page<AuditRow>> {
  const order = pageOrder(filter);
  const rows = await sql<StoredEntry>(
    `select e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.log, e.actor_id, e.log_id,
       e.fact_kind, e.fact_id, e.salt, e.payload, u.name as actor, e.actor_role, e.action, e.tenant_id, t.name as tenant_name,
       e.outcome, e.reason, e.object, e.request_id
     from (${entries(order)}) e left join app_user u on u.id = e.actor_id left join tenant t on t.id = e.tenant_id
     order by e.at ${order.direction}, e.id ${order.direction} limit ${PAGE_SIZE + 1}`,
    [
      ...[range.from, range.to, filter.log ?? '', filter.action ?? '', filter.tenant ?? null],
      ...(await readActors(sql, filter.actor)),
      ...[filter.object ?? null, filter.id ?? null],
      ...[order.cursor?.at ?? null, order.cursor?.id ?? null],
    ],
  );
  const page = toPage(
    rows.map((row) => ({ ...row, actor: nameOf(row) })),
    PAGE_SIZE,
    order,
  );
  const changes = await readChanges(sql, page.rows);
  return {
    ...page,
    rows: page.rows.map((row) => toAuditRow(row, changes.get(row.id) ?? null)),
  };
}

/**
 * Whom a part of a name, an e-mail address or a role means: people, and roles; null for those of which there are none beside
 * the others. By themselves, so that PostgreSQL knows how few they are before it chooses how to find their entries.
 */
async function readActors(
  sql: PlatformSql,
  who: string | undefined,
): Promise<[string[] | null, string[] | null]> {
  if (!who) return [null, null];
  const people = await sql<{ id: string }>(
    'select id from app_user where name ilike $1 or email ilike $1',
    [`%${escapeLike(who)}%`],
  );
  const roles = ROLES.filter((role) => role.includes(who.toLowerCase()));
  if (roles.length === 0) return [people.map(({ id }) => id), null];
  return [people.length > 0 ? people.map(({ id }) => id) : null, roles];
}

/** Of the log that is looked at, or of both. */
function choices(
  log: AuditFilter['log'],
  platform: readonly string[],
  tenants: readonly string[],
): string[] {
  const all =
    log === undefined ? [...platform, ...tenants] : log === 'platform' ? platform : tenants;
  return [...new Set(all)].sort();
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Neither a worker nor the platform itself is somebody who has left. */
function nameOf(row: StoredEntry): string {
  if (row.actor_role === 'system') return actorName(row.actor_role, row.actor);
  return row.log === 'tenant'
    ? actorName(row.actor_role, row.actor)
    : (row.actor ?? 'No longer known');
}

function toAuditRow(
  row: Omit<StoredEntry, 'actor'> & { actor: string },
  change: Record<string, unknown> | null,
): AuditRow {
  return {
    facts: {
      logId: row.log_id,
      id: row.id,
      at: row.at,
      actorKind: row.actor_role,
      actorId: row.actor_id,
      action: row.action,
      objectKind: row.fact_kind,
      objectId: row.fact_id,
      requestId: row.log === 'tenant' ? row.request_id : null,
      outcome: row.outcome ?? 'ok',
      salt: row.salt,
      payload: row.payload,
    },
    id: row.id,
    at: row.at,
    log: row.log,
    detail: row.payload === null ? change : detailOf(row.payload),
    actor: row.actor,
    actorRole: row.actor_role,
    action: row.action,
    tenant: row.tenant_id ? { id: row.tenant_id, name: row.tenant_name ?? 'Gone' } : null,
    outcome: row.outcome,
    reason: row.reason,
    object: row.object,
    requestId: row.request_id,
  };
}

function detailOf(payload: string): Record<string, unknown> {
  return (JSON.parse(payload) as { detail: Record<string, unknown> }).detail;
}
