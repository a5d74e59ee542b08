import { dataPath } from '@/lib/env';
import { SHARED_NAME, type VectorBackend, type VectorSpace } from '../vector-backend';
import { checkedId, type VectorRow, type VectorSearch } from '../vector-store';
import { removing } from './lance-purges';
import type { LanceTable } from './lance-table';
import { lanceTable } from './lance-tables';

const IDS = ['id', 'tenant_id', 'chunk_id', 'document_id', 'folder_id'];

interface LanceRow {
  id: string;
  tenant_id: string;
  chunk_id: string;
  document_id: string;
  folder_id: string;
  vector?: { toArray(): Float32Array };
  _distance: number;
}

/**
 * LanceDB in the data directory: a directory per generation, or one for the `shared` tier in which each
 * statement carries the tenant's predicate. Searches are exact: no approximate index.
 */
export const lanceBackend: VectorBackend = {
  async upsert(space, rows) {
    const keys = space.shared ? ['tenant_id', 'space', 'id'] : ['id'];
    const stored = rows.map((row) => storedRow(space, row));
    await tableOf(space).write((table) =>
      table.mergeInsert(keys).whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(stored),
    );
  },

  async search(space, vector, options) {
    const filter = predicate(space, ...searchFilters(options));
    const found = await tableOf(space).read<LanceRow[]>((table) => {
      const query = table.query().nearestTo(vector).distanceType('dot');
      return (filter ? query.where(filter) : query)
        .select([...IDS, '_distance'])
        .limit(options.limit)
        .toArray();
    });
    return (found ?? []).map((hit) => ({
      tenantId: hit.tenant_id,
      id: hit.id,
      chunkId: hit.chunk_id,
      documentId: hit.document_id,
      cosine: 1 - hit._distance,
    }));
  },

  async removeDocument(space, documentId) {
    const where = predicate(space, `document_id = '${documentId}'`) ?? 'false';
    await removing(directoryName(space), () =>
      tableOf(space).change((table) => table.delete(where)),
    );
  },

  async moveDocument(space, documentId, folderId) {
    const where = predicate(space, `document_id = '${documentId}'`);
    await tableOf(space).change((table) =>
      table.update({ where, values: { folder_id: folderId } }),
    );
  },

  async count(space) {
    return (await tableOf(space).read((table) => table.countRows(predicate(space)))) ?? 0;
  },

  async *scan(space, withVectors) {
    const filter = predicate(space);
    const columns = withVectors ? [...IDS, 'vector'] : IDS;
    const batches = tableOf(space).stream((table) => {
      const query = table.query();
      return (filter ? query.where(filter) : query).select(columns);
    });
    for await (const batch of batches) {
      yield (batch.toArray() as unknown as LanceRow[]).map((row) => ({
        tenantId: row.tenant_id,
        id: row.id,
        chunkId: row.chunk_id,
        documentId: row.document_id,
        folderId: row.folder_id,
        vector: row.vector ? Float32Array.from(row.vector.toArray()) : new Float32Array(),
      }));
    }
  },

  async publish() {
    // The placement names the current generation.
  },

  async drop(space) {
    const own = predicate(space);
    if (!own) return tableOf(space).drop();
    await removing(directoryName(space), () => tableOf(space).change((table) => table.delete(own)));
  },
};

function tableOf(space: VectorSpace): LanceTable {
  return lanceTable(dataPath('vectors', directoryName(space)), space.shared);
}

function directoryName(space: VectorSpace): string {
  return space.shared ? SHARED_NAME : space.name;
}

function storedRow(space: VectorSpace, row: VectorRow): Record<string, unknown> {
  return {
    id: row.id,
    tenant_id: space.tenantId,
    chunk_id: row.chunkId,
    document_id: row.documentId,
    folder_id: row.folderId,
    ...(space.shared && { space: space.name }),
    vector: row.vector,
  };
}

/** The given conditions and, where tenants share the table, always the tenant's own. */
function predicate(space: VectorSpace, ...conditions: string[]): string | undefined {
  const own = space.shared
    ? [`tenant_id = '${checkedId(space.owner)}'`, `space = '${space.name}'`]
    : [];
  const all = [...own, ...conditions];
  return all.length > 0 ? all.join(' AND ') : undefined;
}

function searchFilters({ folderIds, documentIds }: VectorSearch): string[] {
  return [
    ...(folderIds ? [`folder_id IN (${quoted(folderIds)})`] : []),
    ...(documentIds ? [`document_id IN (${quoted(documentIds)})`] : []),
  ];
}

function quoted(ids: readonly string[]): string {
  return ids.map((id) => `'${checkedId(id)}'`).join(', ');
}
