import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { holdTag } from './tag-row';

/** Puts a tag on documents or takes it off. Gives the ids of those that are there. Throws `not_found` for the tag. */
export async function tagDocuments(
  ctx: TenantContext,
  ids: readonly string[],
  { tagId, on }: { tagId: string; on: boolean },
): Promise<string[]> {
  authorize(ctx, 'documents:upload');
  return withTenantSql(ctx, async (sql) => {
    await holdTag(sql, tagId);
    const rows = await sql<{ id: string }>(
      `update document set tag_ids = array_remove(tag_ids, $2::uuid)
         || case when $3 then array[$2::uuid] else '{}'::uuid[] end
       where tenant_id = :tenant and id = any($1::uuid[]) returning id`,
      [ids, tagId, on],
    );
    for (const { id } of rows)
      await recordAudit(ctx, sql, {
        action: on ? 'document.tag' : 'document.untag',
        objectKind: 'document',
        objectId: id,
        detail: { tag: tagId },
      });
    return rows.map((row) => row.id);
  });
}
