import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { sealDocumentName } from './document-row';
import { nameMac } from './versions/recognise';

/** The name under which it is listed and cited from now on. Throws `not_found`. */
export async function renameDocument(
  ctx: TenantContext,
  input: { id: string; name: string },
): Promise<void> {
  authorize(ctx, 'documents:upload');
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      'update document set name_sealed = $2, name_mac = $3 where tenant_id = :tenant and id = $1 returning id',
      [input.id, sealDocumentName(ctx, input.id, input.name), nameMac(ctx, input.name)],
    );
    if (!rows[0]) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'document.rename',
      objectKind: 'document',
      objectId: input.id,
    });
  });
}
