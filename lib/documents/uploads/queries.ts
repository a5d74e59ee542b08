import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { PendingUpload } from './schema';
import { SELECT_UPLOAD, toPendingUpload, type UploadRow } from './upload-row';

const SHOWN = 200;

/** The person's own uploads under way, the latest first. */
export async function listUploads(ctx: TenantContext): Promise<PendingUpload[]> {
  authorize(ctx, 'documents:upload');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<UploadRow>(`${SELECT_UPLOAD} order by touched_at desc limit ${SHOWN}`),
  );
  return rows.map((row) => toPendingUpload(ctx, row));
}
