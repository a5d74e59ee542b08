import { recordAudit } from '@/lib/audit/record';
import { isForeignKeyViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { hideNamed } from '@/lib/documents/undo/hide-named';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

function stillRemoving(cause: unknown): AppError {
  return new AppError(
    'conflict',
    'Documents that were deleted from the folder can still be put back. Delete it in a few minutes.',
    { cause },
  );
}

/** Only an empty folder, and never the last one; `putBackNamed` undoes it. Throws `not_found` or `conflict`. */
export async function deleteFolder(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'folders:manage');
  await withTenantSql(ctx, async (sql) => {
    // Every folder is locked, so that two people cannot remove the last two at once.
    const folders = await sql<{ id: string }>(
      'select id from folder where tenant_id = :tenant order by id for update',
    );
    if (!folders.some((folder) => folder.id === input.id)) throw notFound();
    const inside = await sql(
      'select id from document where tenant_id = :tenant and folder_id = $1 limit 1',
      [input.id],
    );
    if (inside[0]) {
      throw new AppError(
        'conflict',
        'The folder still has documents. Move or delete them, then delete the folder.',
      );
    }
    if (folders.length === 1) {
      throw new AppError('conflict', 'This is the last folder; documents need one to be in.');
    }
    await hideNamed(sql, 'folder', input.id).catch((error) => {
      // What was removed a moment ago and can be put back is hidden from everyone.
      throw isForeignKeyViolation(error) ? stillRemoving(error) : error;
    });
    await recordAudit(ctx, sql, {
      action: 'folder.delete',
      objectKind: 'folder',
      objectId: input.id,
    });
  });
}
