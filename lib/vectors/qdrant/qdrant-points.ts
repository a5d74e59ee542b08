import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredRow, VectorSpace } from '../vector-backend';
import type { VectorRow } from '../vector-store';

const payloadSchema = z.object({
  tenant_id: z.string(),
  row_id: z.string(),
  chunk_id: z.string(),
  document_id: z.string(),
  folder_id: z.string(),
});

export const queryResultSchema = z.object({
  points: z.array(z.object({ score: z.number(), payload: payloadSchema })),
});

export const scrollResultSchema = z.object({
  points: z.array(z.object({ payload: payloadSchema, vector: z.array(z.number()).nullish() })),
  next_page_offset: z.union([z.string(), z.number()]).nullish(),
});

export const countResultSchema = z.object({ count: z.number().int().min(0) });

export const updateResultSchema = z.object({ status: z.string() });

/**
 * A point's id is made of the space and the row's id: where tenants share a collection, a row that bears
 * the id of another tenant's cannot replace it.
 */
export function toPoint(space: VectorSpace, row: VectorRow) {
  const hex = createHash('sha256').update(`${space.name}|${row.id}`).digest('hex');
  return {
    id: hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    vector: Array.from(row.vector),
    payload: {
      tenant_id: space.tenantId,
      space: space.name,
      row_id: row.id,
      chunk_id: row.chunkId,
      document_id: row.documentId,
      folder_id: row.folderId,
    },
  };
}

export function fromPayload(payload: z.infer<typeof payloadSchema>) {
  return {
    tenantId: payload.tenant_id,
    id: payload.row_id,
    chunkId: payload.chunk_id,
    documentId: payload.document_id,
    folderId: payload.folder_id,
  };
}

export function fromRecord(
  record: z.infer<typeof scrollResultSchema>['points'][number],
): StoredRow {
  return { ...fromPayload(record.payload), vector: Float32Array.from(record.vector ?? []) };
}
