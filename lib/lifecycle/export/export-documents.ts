import { withTenantSql } from '@/lib/db/tenant-sql';
import { openDocumentName } from '@/lib/documents/document-row';
import { folderName } from '@/lib/documents/folders/folder-row';
import { readTags } from '@/lib/documents/tags/tag-row';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExportArchive } from './export-archive';

interface Row {
  tenant_id: string;
  id: string;
  folder_id: string;
  folder_name_sealed: Buffer | null;
  name_sealed: Buffer;
  media_type: string;
  stage: string;
  created_by: string;
  created_at: Date;
  version: number;
  superseded_at: Date | null;
  tag_ids: string[];
}

const BATCH = 100;

/** Every original under its folder and name, and a list of them with what is known besides. */
export async function exportDocuments(
  ctx: TenantContext,
  archive: ExportArchive,
  onDone: () => Promise<void>,
): Promise<void> {
  const list: object[] = [];
  const tags = await withTenantSql(ctx, (sql) => readTags(ctx, sql));
  for await (const row of documents(ctx)) {
    const folder = folderName(ctx, row.folder_id, row.folder_name_sealed);
    const name = openDocumentName(ctx, row);
    const original = await tenantObjects(ctx).get('original', row.id);
    const path = original && (await archive.add(['documents', folder, name], original));
    archive.counts[original ? 'documents' : 'missingDocuments']++;
    list.push({
      id: row.id,
      path: path ?? null,
      folder,
      name,
      mediaType: row.media_type,
      stage: row.stage,
      version: row.version,
      supersededAt: row.superseded_at?.toISOString() ?? null,
      tags: tags.filter(({ id }) => row.tag_ids.includes(id)).map((tag) => tag.name),
      uploadedBy: row.created_by,
      uploadedAt: row.created_at.toISOString(),
    });
    await onDone();
  }
  await archive.addJson(['documents.json'], list);
}

async function* documents(ctx: TenantContext): AsyncGenerator<Row> {
  let after: string | null = null;
  for (;;) {
    const rows: Row[] = await withTenantSql(ctx, (sql) =>
      sql<Row>(
        `select d.tenant_id, d.id, d.folder_id, f.name_sealed as folder_name_sealed, d.name_sealed, d.media_type, d.stage,
           d.created_by, d.created_at, d.version, d.superseded_at, d.tag_ids
         from document d join folder f on f.tenant_id = d.tenant_id and f.id = d.folder_id
         where d.tenant_id = :tenant and ($1::uuid is null or d.id > $1) order by d.id limit $2`,
        [after, BATCH],
      ),
    );
    yield* rows;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH || !after) return;
  }
}
