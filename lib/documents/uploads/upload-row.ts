import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import type { PendingUpload } from './schema';

export interface UploadRow {
  tenant_id: string;
  id: string;
  folder_id: string;
  name_sealed: Buffer;
  media_type: string;
  bytes: bigint;
  digest_mac: Buffer | null;
  received: bigint;
  part_ids: string[];
  touched_at: Date;
}

/** Row-level security leaves the person's own. */
export const SELECT_UPLOAD = `select tenant_id, id, folder_id, name_sealed, media_type, bytes, digest_mac, received, part_ids,
  touched_at from pending_upload where tenant_id = :tenant`;

const place = (id: string) => ({ table: 'pending_upload', row: id, column: 'name' });

export function sealUploadName(ctx: TenantContext, id: string, name: string): Buffer {
  return tenantKeys(ctx).seal(place(id), name);
}

export function openUploadName(ctx: TenantContext, row: Pick<UploadRow, 'id' | 'name_sealed'>) {
  return tenantKeys(ctx).openText(place(row.id), row.name_sealed);
}

/** Throws `not_found`. */
export async function findUpload(ctx: TenantContext, id: string): Promise<UploadRow> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<UploadRow>(`${SELECT_UPLOAD} and id = $1`, [id]),
  );
  if (!row) throw notFound();
  return row;
}

export function toPendingUpload(ctx: TenantContext, row: UploadRow): PendingUpload {
  return {
    id: row.id,
    name: openUploadName(ctx, row),
    folderId: row.folder_id,
    bytes: Number(row.bytes),
    received: Number(row.received),
    touchedAt: row.touched_at.toISOString(),
  };
}

/** With its parts. Without effect when it is not there. */
export async function removeUpload(ctx: TenantContext, id: string): Promise<boolean> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ part_ids: string[] }>(
      'delete from pending_upload where tenant_id = :tenant and id = $1 returning part_ids',
      [id],
    ),
  );
  for (const part of rows[0]?.part_ids ?? []) await tenantObjects(ctx).remove('part', part);
  return rows.length > 0;
}
