import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeTagName, sealTagName } from './tag-row';

/** Throws `not_found`, or `conflict` for a name that is taken. */
export async function renameTag(
  ctx: TenantContext,
  input: { id: string; name: string },
): Promise<void> {
  authorize(ctx, 'documents:upload');
  await withTenantSql(ctx, async (sql) => {
    await requireFreeTagName(ctx, sql, input.name, input.id);
    const rows = await sql(
      'update tag set name_sealed = $2 where tenant_id = :tenant and id = $1 returning id',
      [input.id, sealTagName(ctx, input.id, input.name)],
    );
    if (!rows[0]) throw notFound();
    await recordAudit(ctx, sql, { action: 'tag.rename', objectKind: 'tag', objectId: input.id });
  });
}
