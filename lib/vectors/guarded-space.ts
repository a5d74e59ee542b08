import { createHash } from 'node:crypto';
import { assertTenant } from '@/lib/db/assert-tenant';
import { refuseErased } from '@/lib/keys/erased-tenants';
import type { TenantContext } from '@/lib/tenancy/context';
import type { StoredRow, VectorBackend, VectorSpace } from './vector-backend';
import {
  checkedId,
  checkedVector,
  type TenantVectorGeneration,
  type VectorEntry,
} from './vector-store';

const WHERE = 'the vector store';

/**
 * One space of a backend behind the checks that are the same for every store: only ids and whole
 * vectors go in, and what comes out is the context's own (lock 3), or a `TenantMismatch`.
 */
export function guardedSpace(
  ctx: TenantContext,
  backend: VectorBackend,
  space: VectorSpace,
): TenantVectorGeneration {
  async function* scan(withVectors: boolean): AsyncIterable<StoredRow[]> {
    for await (const rows of backend.scan(space, withVectors)) {
      for (const row of rows) assertTenant(ctx, row.tenantId, WHERE);
      yield rows;
    }
  }

  return {
    async upsert(rows) {
      if (rows.length === 0) return;
      const checked = rows.map((row) => ({
        ...checkedEntry(row),
        vector: checkedVector(row.vector),
      }));
      refuseErased(ctx.tenantId);
      await backend.upsert(space, checked);
    },

    async search(vector, { limit, folderIds, documentIds }) {
      checkedVector(vector);
      folderIds?.map(checkedId);
      documentIds?.map(checkedId);
      if (folderIds?.length === 0 || documentIds?.length === 0) return [];
      const hits = await backend.search(space, vector, { limit, folderIds, documentIds });
      return hits.map(({ tenantId, ...hit }) => {
        assertTenant(ctx, tenantId, WHERE);
        return hit;
      });
    },

    async removeDocument(documentId) {
      await backend.removeDocument(space, checkedId(documentId));
    },

    async moveDocument(documentId, folderId) {
      await backend.moveDocument(space, checkedId(documentId), checkedId(folderId));
    },

    count: () => backend.count(space),
    drop: () => backend.drop(space),
    publish: () => backend.publish(space),

    async *rows() {
      for await (const rows of scan(true)) {
        yield rows.map((row) => ({ ...checkedEntry(row), vector: row.vector }));
      }
    },

    async *entries() {
      for await (const rows of scan(false)) yield rows.map(checkedEntry);
    },

    async summary() {
      const lines: string[] = [];
      for await (const rows of scan(false)) {
        for (const row of rows) lines.push(Object.values(checkedEntry(row)).join(' '));
      }
      const digest = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
      return { rows: lines.length, digest };
    },
  };
}

/** The four ids and nothing else that the row may carry. */
function checkedEntry(row: VectorEntry): VectorEntry {
  return {
    id: checkedId(row.id),
    chunkId: checkedId(row.chunkId),
    documentId: checkedId(row.documentId),
    folderId: checkedId(row.folderId),
  };
}
