import { createHash } from 'node:crypto';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';

export interface Differences {
  /** Documents of which the generation lacks a chunk. */
  missing: string[];
  /** Documents with rows in another folder than their own; the folders that the rows name. */
  misplaced: Map<string, string[]>;
  /** Documents that are no more. */
  gone: string[];
  /** Published chunks that must have rows. */
  chunks: number;
  /** Those of them that have. */
  indexed: number;
  /** Rows of the generation. */
  rows: number;
  /** SHA-256 over the sorted ids of the published chunks: of the generation's too, when nothing is missing. */
  digest: string;
}

interface Indexed {
  folders: Set<string>;
  chunks: Set<string>;
}

/**
 * What the generation lacks of what the database holds, or has too much. The generation is read first, so
 * that what appears in between is counted as missing and embedded once more, and never as gone.
 * @param empty chunks that have no rows
 */
export async function differences(
  ctx: TenantContext,
  target: TenantVectorGeneration,
  empty: ReadonlySet<string>,
): Promise<Differences> {
  const indexed = new Map<string, Indexed>();
  let rows = 0;
  for await (const page of target.entries()) {
    rows += page.length;
    for (const { documentId, folderId, chunkId } of page) {
      const known = indexed.get(documentId) ?? { folders: new Set(), chunks: new Set() };
      known.folders.add(folderId);
      known.chunks.add(chunkId);
      indexed.set(documentId, known);
    }
  }
  const documents = await readDocuments(ctx);
  const result = { missing: [] as string[], misplaced: new Map<string, string[]>() };
  const expected: string[] = [];
  let present = 0;
  for (const [id, { folderId, chunks }] of documents) {
    const known = indexed.get(id);
    const wanted = chunks.filter((chunk) => !empty.has(chunk));
    const here = wanted.filter((chunk) => known?.chunks.has(chunk)).length;
    expected.push(...wanted);
    present += here;
    if (here < wanted.length) result.missing.push(id);
    const folders = [...(known?.folders ?? [])];
    if (folders.some((folder) => folder !== folderId)) result.misplaced.set(id, folders);
  }
  return {
    ...result,
    gone: [...indexed.keys()].filter((id) => !documents.has(id)),
    chunks: expected.length,
    indexed: present,
    rows,
    digest: digest(expected),
  };
}

/** Every document in force with its published chunks, which it has none of before it is indexed. */
async function readDocuments(
  ctx: TenantContext,
): Promise<Map<string, { folderId: string; chunks: string[] }>> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; id: string; folder_id: string; chunks: string[] }>(
      `select d.tenant_id, d.id, d.folder_id, array(select c.id from chunk c
         where c.tenant_id = d.tenant_id and c.document_id = d.id) as chunks
       from document d where d.tenant_id = :tenant and d.superseded_at is null`,
    ),
  );
  return new Map(rows.map((row) => [row.id, { folderId: row.folder_id, chunks: row.chunks }]));
}

function digest(ids: string[]): string {
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex');
}
