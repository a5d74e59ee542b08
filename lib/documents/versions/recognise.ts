import type { TenantSql } from '@/lib/db/tenant-sql';
import { openDocumentName } from '@/lib/documents/document-row';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

/** Recognises a name inside one tenant, whatever case it is written in, and says nothing outside it. */
export function nameMac(ctx: TenantContext, name: string): Buffer {
  return tenantKeys(ctx).contentMac(Buffer.from(`name ${name.normalize('NFC').toLowerCase()}`));
}

/** The same of a SHA-256, in hex, that a browser computed before it sent the bytes. */
export function digestMac(ctx: TenantContext, sha256: string): Buffer {
  return tenantKeys(ctx).contentMac(Buffer.from(`digest ${sha256}`));
}

export interface Predecessor {
  id: string;
  /** Id of the first version. */
  seriesId: string;
  /** Of the next version. */
  version: number;
  tagIds: string[];
}

/** The newest document of the same name in the folder, which an upload becomes the next version of. */
export async function findPredecessor(
  ctx: TenantContext,
  sql: TenantSql,
  folderId: string,
  name: string,
): Promise<Predecessor | undefined> {
  await fillNames(ctx, sql, folderId);
  const [found] = await sql<{ id: string; series_id: string; version: number; tag_ids: string[] }>(
    `select d.id, coalesce(d.series_id, d.id) as series_id, d.tag_ids,
       (select max(s.version) from document s where s.tenant_id = :tenant
         and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))) as version
     from document d
     where d.tenant_id = :tenant and d.folder_id = $1 and d.name_mac = $2 and d.superseded_at is null
       and d.stage <> 'cancelled'
     order by d.version desc, d.created_at desc limit 1`,
    [folderId, nameMac(ctx, name)],
  );
  return found && next(found);
}

/** What follows on the newest version of the series of `id`. */
export async function findNewest(sql: TenantSql, id: string): Promise<Predecessor | undefined> {
  const [found] = await sql<{ id: string; series_id: string; version: number; tag_ids: string[] }>(
    `select s.id, coalesce(s.series_id, s.id) as series_id, s.version, s.tag_ids from document d
     join document s on s.tenant_id = d.tenant_id
       and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))
     where d.tenant_id = :tenant and d.id = $1 order by s.version desc limit 1`,
    [id],
  );
  return found && next(found);
}

function next(found: { id: string; series_id: string; version: number; tag_ids: string[] }) {
  const { id, series_id: seriesId, version, tag_ids: tagIds } = found;
  return { id, seriesId, version: version + 1, tagIds };
}

/** Names from before they were recognised; each folder once. */
async function fillNames(ctx: TenantContext, sql: TenantSql, folderId: string): Promise<void> {
  const rows = await sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
    `select tenant_id, id, name_sealed from document
     where tenant_id = :tenant and folder_id = $1 and name_mac is null`,
    [folderId],
  );
  if (rows.length === 0) return;
  await sql(
    `update document d set name_mac = n.mac from unnest($1::uuid[], $2::bytea[]) as n (id, mac)
     where d.tenant_id = :tenant and d.id = n.id`,
    [rows.map((row) => row.id), rows.map((row) => nameMac(ctx, openDocumentName(ctx, row)))],
  );
}
