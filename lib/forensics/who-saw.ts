import { SIGHT_FOLD_MS } from '@/lib/audit/record-sight';
import type { ActorKind } from '@/lib/audit/schema';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import type { Between, Sight, Sights } from './schema';

/** On a page, and in a file. */
export const SIGHTS_SHOWN = 200;
export const SIGHTS_IN_FILE = 100_000;

interface SightRow {
  tenant_id: string;
  id: string;
  at: Date;
  actor_kind: ActorKind;
  actor_id: string;
  actor: string | null;
  action: string;
  object_kind: string;
  object_id: string | null;
  request_id: string | null;
}

/** Entries that name the document, and those of a whole library that was taken out; `$1` to `$4`. */
const sights = (tenant: string, name: string, people: string) => `
  select e.tenant_id, e.id, e.at, e.actor_kind, e.actor_id, ${name} as actor, e.action, e.object_kind, e.object_id, e.request_id
  from (
    select s.entry_id from document_sight s
    where s.tenant_id = ${tenant} and s.document_id = $1 and s.at >= $2 and s.at < $3
    union
    select x.id from audit_entry x
    where x.tenant_id = ${tenant} and x.action = 'export.download' and x.at >= $2 and x.at < $3
  ) seen join audit_entry e on e.tenant_id = ${tenant} and e.id = seen.entry_id ${people}
  order by e.at, e.id limit $4`;

/**
 * Who had the document before them between two moments, for the tenant's owner and admins: who opened it, was shown
 * passages or citations of it, or took it out. The first first. Throws `forbidden`.
 */
export async function whoSaw(
  ctx: TenantContext,
  documentId: string,
  between: Between,
  most = SIGHTS_SHOWN,
): Promise<Sights> {
  authorize(ctx, 'audit:read');
  const text = sights(':tenant', 'u.name', 'left join app_user u on u.id = e.actor_id');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<SightRow>(text, params(documentId, between, most)),
  );
  return toSights(rows, most);
}

/** The same for operators and auditors, who see ids alone. */
export async function whoSawIn(
  ctx: PlatformContext,
  tenantId: string,
  documentId: string,
  between: Between,
  most = SIGHTS_SHOWN,
): Promise<Sights> {
  authorizePlatform(ctx, 'forensics:read');
  const why = {
    action: 'forensics.who_saw',
    reason: 'Looked who saw a document',
    tenantId,
    detail: { document: documentId, ...between },
    fold: '5 minutes',
  };
  const text = sights('$5', 'null::text', '');
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<SightRow>(text, [...params(documentId, between, most), tenantId]),
  );
  return toSights(rows, most);
}

/** An entry stands for the minute after it. */
function params(documentId: string, { from, to }: Between, most: number): unknown[] {
  return [documentId, new Date(Date.parse(from) - SIGHT_FOLD_MS), new Date(to), most + 1];
}

function toSights(rows: readonly SightRow[], most: number): Sights {
  return { rows: rows.slice(0, most).map(toSight), more: rows.length > most };
}

function toSight(row: SightRow): Sight {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actor: row.actor,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    requestId: row.request_id,
  };
}
