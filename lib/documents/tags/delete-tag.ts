import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { hideNamed } from '@/lib/documents/undo/hide-named';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Takes the tag off every document; the documents stay. `putBackNamed` undoes it. Throws `not_found`. */
export async function deleteTag(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'documents:upload');
  await withTenantSql(ctx, async (sql) => {
    const held = await sql('select id from tag where tenant_id = :tenant and id = $1 for update', [
      input.id,
    ]);
    if (!held[0]) throw notFound();
    await hideNamed(sql, 'tag', input.id);
    await recordAudit(ctx, sql, { action: 'tag.delete', objectKind: 'tag', objectId: input.id });
  });
}
