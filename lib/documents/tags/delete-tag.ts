import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Takes the tag off every document; the documents stay. Throws `not_found`. */
export async function deleteTag(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'documents:upload');
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql('delete from tag where tenant_id = :tenant and id = $1 returning id', [
      input.id,
    ]);
    if (!rows[0]) throw notFound();
    await sql(
      `update document set tag_ids = array_remove(tag_ids, $1::uuid)
       where tenant_id = :tenant and tag_ids @> array[$1::uuid]`,
      [input.id],
    );
    await recordAudit(ctx, sql, { action: 'tag.delete', objectKind: 'tag', objectId: input.id });
  });
}
