import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { ExportCounts, ExportView } from './schema';

interface Row {
  tenant_id: string;
  id: string;
  bytes: bigint;
  sha256: Buffer;
  contents: ExportCounts;
  requested_by: string | null;
  created_at: Date;
  expires_at: Date;
  removed_at: Date | null;
}

const SHOWN = 50;

/** The tenant's archives, newest first, also those that are gone. For its owners. */
export async function listExports(ctx: TenantContext): Promise<ExportView[]> {
  authorize(ctx, 'data:export');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<Row>(
      `select e.tenant_id, e.id, e.bytes, e.sha256, e.contents, u.name as requested_by, e.created_at, e.expires_at, e.removed_at
       from tenant_export e left join app_user u on u.id = e.requested_by
       where e.tenant_id = :tenant order by e.created_at desc limit $1`,
      [SHOWN],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    bytes: Number(row.bytes),
    sha256: row.sha256.toString('hex'),
    contents: row.contents,
    requestedBy: row.requested_by ?? 'Platform operator',
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    available: row.removed_at === null && row.expires_at > now(),
  }));
}
