import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Scope } from './schema';

/** Whether there is any searchable document in the scope that the person may read. */
export async function holdsDocuments(ctx: TenantContext, scope: Scope): Promise<boolean> {
  const [folderId, documentIds] =
    'folderId' in scope ? [scope.folderId, null] : [null, scope.documentIds];
  const rows = await withTenantSql(ctx, (sql) =>
    sql(
      `select d.tenant_id from document d where d.tenant_id = :tenant
         and ($1::uuid is null or d.folder_id = $1) and ($2::uuid[] is null or d.id = any($2))
         and exists (select from chunk c where c.tenant_id = :tenant and c.document_id = d.id)
       limit 1`,
      [folderId, documentIds],
    ),
  );
  return rows.length > 0;
}
