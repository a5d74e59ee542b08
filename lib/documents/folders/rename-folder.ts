import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeFolderName, sealFolderName } from './folder-row';

/** Throws `not_found`, or `conflict` when the name is taken. */
export async function renameFolder(
  ctx: TenantContext,
  input: { id: string; name: string },
): Promise<void> {
  authorize(ctx, 'folders:manage');
  await withTenantSql(ctx, async (sql) => {
    await requireFreeFolderName(ctx, sql, input.name, input.id);
    const rows = await sql(
      'update folder set name_sealed = $2 where tenant_id = :tenant and id = $1 returning id',
      [input.id, sealFolderName(ctx, input.id, input.name)],
    );
    if (!rows[0]) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'folder.rename',
      objectKind: 'folder',
      objectId: input.id,
    });
  });
}
