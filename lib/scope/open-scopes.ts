import type { TenantSql } from '@/lib/db/tenant-sql';
import { openDocumentName } from '@/lib/documents/document-row';
import { folderName } from '@/lib/documents/folders/folder-row';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Scope, ScopeView } from './schema';

interface NamedRow {
  tenant_id: string;
  id: string;
  /** Null for the first folder, which has its name from the product. */
  name_sealed: Buffer | null;
}

/** Gives each scope the names that its reader may see now. */
export async function openScopes(
  ctx: TenantContext,
  sql: TenantSql,
  scopes: readonly Scope[],
): Promise<(scope: Scope) => ScopeView> {
  const folderIds = scopes.flatMap((scope) => ('folderId' in scope ? [scope.folderId] : []));
  const documentIds = scopes.flatMap((scope) => ('folderId' in scope ? [] : scope.documentIds));
  const named = async (table: 'folder' | 'document', ids: string[]) =>
    ids.length === 0
      ? []
      : sql<NamedRow>(
          `select tenant_id, id, name_sealed from ${table} where tenant_id = :tenant and id = any($1::uuid[])`,
          [ids],
        );
  const names = new Map<string, string>();
  for (const { id, name_sealed } of await named('folder', folderIds))
    names.set(id, folderName(ctx, id, name_sealed));
  for (const { id, name_sealed } of await named('document', documentIds))
    if (name_sealed) names.set(id, openDocumentName(ctx, { id, name_sealed }));
  return (scope) =>
    'folderId' in scope
      ? { folder: { id: scope.folderId, name: names.get(scope.folderId) } }
      : { documents: scope.documentIds.map((id) => ({ id, name: names.get(id) })) };
}
