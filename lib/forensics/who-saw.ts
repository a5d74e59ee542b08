import { timeOf } from '@/lib/audit/read-entries';
import { SIGHT_FOLD_MS } from '@/lib/audit/record-sight';
import type { ActorKind } from '@/lib/audit/schema';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { inBatches, type Place } from './in-batches';
import type { Between, Sight, Sights } from './schema';

const SHOWN = 200;

interface SightRow {
  tenant_id: string;
  id: string;
  at: string;
  actor_kind: ActorKind;
  actor_id: string;
  actor: string | null;
  action: string;
  object_kind: string;
  object_id: string | null;
  request_id: string | null;
}

/**
 * Entries that name the document, and those of a whole library that was taken out; `$1` to `$6`. Each is read in order and
 * cut off, so that a page costs no more for what comes after it.
 */
const sights = (tenant: string, name: string, people: string) => `
  select e.tenant_id, e.id, ${timeOf('e')} as at, e.actor_kind, e.actor_id, ${name} as actor, e.action, e.object_kind,
    e.object_id, e.request_id
  from (
    (select s.entry_id from document_sight s
      where s.tenant_id = ${tenant} and s.document_id = $1 and s.at >= $2 and s.at < $3
        and ($5::timestamptz is null or (s.at, s.entry_id) > ($5, $6::uuid))
      order by s.at, s.entry_id limit $4)
    union
    (select x.id from audit_entry x
      where x.tenant_id = ${tenant} and x.action = 'export.download' and x.at >= $2 and x.at < $3
        and ($5::timestamptz is null or (x.at, x.id) > ($5, $6::uuid))
      order by x.at, x.id limit $4)
  ) seen join audit_entry e on e.tenant_id = ${tenant} and e.id = seen.entry_id ${people}
  order by e.at, e.id limit $4`;
const OWN = sights(':tenant', 'u.name', 'left join app_user u on u.id = e.actor_id');
const OF_ANY = sights('$7', 'null::text', '');

/**
 * Who had the document before them between two moments, for the tenant's owner and admins: who opened it, was shown
 * passages or citations of it, or took it out. The first first. Throws `forbidden`.
 */
export async function whoSaw(
  ctx: TenantContext,
  documentId: string,
  between: Between,
): Promise<Sights> {
  return toSights(await readOwn(ctx, documentId, between, undefined, SHOWN + 1));
}

/** The same, however many there are, a batch at a time. */
export function everySight(
  ctx: TenantContext,
  documentId: string,
  between: Between,
): AsyncGenerator<Sight[]> {
  return inBatches((after, most) => readOwn(ctx, documentId, between, after, most));
}

/** For operators and auditors, who see ids alone. */
export async function whoSawIn(
  ctx: PlatformContext,
  tenantId: string,
  documentId: string,
  between: Between,
): Promise<Sights> {
  return toSights(await readAny(ctx, tenantId, documentId, between, undefined, SHOWN + 1));
}

export function everySightIn(
  ctx: PlatformContext,
  tenantId: string,
  documentId: string,
  between: Between,
): AsyncGenerator<Sight[]> {
  return inBatches((after, most) => readAny(ctx, tenantId, documentId, between, after, most));
}

async function readOwn(
  ctx: TenantContext,
  documentId: string,
  between: Between,
  after: Place | undefined,
  most: number,
): Promise<Sight[]> {
  authorize(ctx, 'audit:read');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<SightRow>(OWN, params(documentId, between, after, most)),
  );
  return rows.map(toSight);
}

async function readAny(
  ctx: PlatformContext,
  tenantId: string,
  documentId: string,
  between: Between,
  after: Place | undefined,
  most: number,
): Promise<Sight[]> {
  authorizePlatform(ctx, 'forensics:read');
  const why = {
    action: 'forensics.who_saw',
    reason: 'Looked who saw a document',
    tenantId,
    detail: { document: documentId, ...between },
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<SightRow>(OF_ANY, [...params(documentId, between, after, most), tenantId]),
  );
  return rows.map(toSight);
}

/** An entry stands for the minute after it. */
function params(
  documentId: string,
  { from, to }: Between,
  after: Place | undefined,
  most: number,
): unknown[] {
  const begin = new Date(Date.parse(from) - SIGHT_FOLD_MS);
  return [documentId, begin, new Date(to), most, after?.at ?? null, after?.id ?? null];
}

function toSights(rows: Sight[]): Sights {
  return { rows: rows.slice(0, SHOWN), more: rows.length > SHOWN };
}

function toSight(row: SightRow): Sight {
  return {
    id: row.id,
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actor: row.actor,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    requestId: row.request_id,
  };
}
