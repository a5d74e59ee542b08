import { LRUCache } from 'lru-cache';
import { assertTenant } from '@/lib/db/assert-tenant';
import { dataPath } from '@/lib/env';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { DIMENSIONS, LanceTable } from './lance-table';
import {
  checkedId,
  checkedVector,
  type TenantVectors,
  type VectorHit,
  type VectorSearch,
} from './vector-store';

/** Open tables by directory, which is the tenant's alone. */
const tables = processState('vectors.tables', () => new LRUCache<string, LanceTable>({ max: 500 }));

interface StoredHit {
  id: string;
  tenant_id: string;
  chunk_id: string;
  document_id: string;
  _distance: number;
}

/**
 * The context's own vectors in LanceDB: a directory per tenant with a keyed name (lock 1), and the
 * tenant in every row, compared with the context before a hit is returned (lock 3; a
 * `TenantMismatch` otherwise). Searches are exact: no approximate index.
 */
export function tenantVectors(ctx: TenantContext): TenantVectors {
  assertTenantContext(ctx);
  const store = tableIn(dataPath('vectors', tenantKeys(ctx).namespace('vectors')));
  return {
    async upsert(rows) {
      if (rows.length === 0) return;
      const stored = rows.map((row) => ({
        id: checkedId(row.id),
        tenant_id: ctx.tenantId,
        chunk_id: checkedId(row.chunkId),
        document_id: checkedId(row.documentId),
        folder_id: checkedId(row.folderId),
        vector: checkedVector(row.vector, DIMENSIONS),
      }));
      await store.write((table) =>
        table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(stored),
      );
    },

    async search(vector, options) {
      checkedVector(vector, DIMENSIONS);
      if (options.folderIds?.length === 0 || options.documentIds?.length === 0) return [];
      const filter = filterOf(options);
      const table = await store.open();
      const query = table.query().nearestTo(vector).distanceType('dot');
      const found: StoredHit[] = await (filter ? query.where(filter) : query)
        .select(['id', 'tenant_id', 'chunk_id', 'document_id', '_distance'])
        .limit(options.limit)
        .toArray();
      return found.map((hit): VectorHit => {
        assertTenant(ctx, hit.tenant_id, 'the vector store');
        return {
          id: hit.id,
          chunkId: hit.chunk_id,
          documentId: hit.document_id,
          cosine: 1 - hit._distance,
        };
      });
    },

    async removeDocument(documentId) {
      const predicate = `document_id = '${checkedId(documentId)}'`;
      await store.write((table) => table.delete(predicate));
    },

    async moveDocument(documentId, folderId) {
      const where = `document_id = '${checkedId(documentId)}'`;
      await store.write((table) =>
        table.update({ where, values: { folder_id: checkedId(folderId) } }),
      );
    },

    async count() {
      return (await store.open()).countRows();
    },

    drop: () => store.drop(),
  };
}

function tableIn(directory: string): LanceTable {
  const open = tables.get(directory) ?? new LanceTable(directory);
  tables.set(directory, open);
  return open;
}

function filterOf({ folderIds, documentIds }: VectorSearch): string | undefined {
  const parts: string[] = [];
  if (folderIds) parts.push(`folder_id IN (${quoted(folderIds)})`);
  if (documentIds) parts.push(`document_id IN (${quoted(documentIds)})`);
  return parts.length > 0 ? parts.join(' AND ') : undefined;
}

function quoted(ids: readonly string[]): string {
  return ids.map((id) => `'${checkedId(id)}'`).join(', ');
}
