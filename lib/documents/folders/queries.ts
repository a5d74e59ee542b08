import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize, can } from '@/lib/tenancy/roles';
import { folderName } from './folder-row';
import type { Audience, FolderView } from './schema';

interface FolderRow {
  tenant_id: string;
  id: string;
  name_sealed: Buffer | null;
  audience: Audience;
  group_ids: string[];
  person_ids: string[];
  documents: bigint;
  created_at: Date;
}

/** The folders that the person may read, by name. */
export async function listFolders(ctx: TenantContext): Promise<FolderView[]> {
  authorize(ctx, 'documents:read');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<FolderRow>(
      `select f.tenant_id, f.id, f.name_sealed, f.audience, f.created_at,
         array(select g.group_id::text from folder_group g where g.tenant_id = f.tenant_id and g.folder_id = f.id) as group_ids,
         array(select p.user_id::text from folder_person p where p.tenant_id = f.tenant_id and p.folder_id = f.id) as person_ids,
         (select count(*) from document d where d.tenant_id = f.tenant_id and d.folder_id = f.id and d.superseded_at is null) as documents
       from folder f where f.tenant_id = :tenant`,
    ),
  );
  const manages = can(ctx, 'folders:manage');
  return rows
    .map((row) => ({
      id: row.id,
      name: folderName(ctx, row.id, row.name_sealed),
      audience: row.audience,
      groupIds: manages ? row.group_ids : [],
      personIds: manages ? row.person_ids : [],
      documents: Number(row.documents),
      createdAt: row.created_at.toISOString(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
