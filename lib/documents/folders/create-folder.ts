import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeFolderName, sealFolderName } from './folder-row';

/** A folder that everyone may read until its audience is set. Throws `conflict` when the name is taken. */
export async function createFolder(
  ctx: TenantContext,
  input: { name: string },
): Promise<{ id: string }> {
  authorize(ctx, 'folders:manage');
  const id = newId();
  await withTenantSql(ctx, async (sql) => {
    await requireFreeFolderName(ctx, sql, input.name);
    await sql(
      `insert into folder (tenant_id, id, name_sealed, created_by, created_at)
       values (:tenant, $1, $2, $3, $4)`,
      [id, sealFolderName(ctx, id, input.name), ctx.principal.id, now()],
    );
    await recordAudit(ctx, sql, { action: 'folder.create', objectKind: 'folder', objectId: id });
  });
  return { id };
}
