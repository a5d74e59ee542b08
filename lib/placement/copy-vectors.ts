import { createHash } from 'node:crypto';
import type { TenantVectorGeneration, VectorEntry } from '@/lib/vectors/vector-store';

interface CopyOptions {
  signal: AbortSignal;
  /** Called after each batch with the rows copied so far. */
  onRows(done: number): Promise<void>;
}

/** Copies every row as it is read. What changes meanwhile is `reconcile`'s work. */
export async function copyVectors(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
  { signal, onRows }: CopyOptions,
): Promise<void> {
  let done = 0;
  for await (const rows of source.rows()) {
    signal.throwIfAborted();
    await target.upsert(rows);
    done += rows.length;
    await onRows(done);
  }
}

/**
 * Copies anew the documents whose rows differ by id or place. True when none did: the target then
 * holds exactly the rows of the source.
 */
export async function reconcile(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
): Promise<boolean> {
  const wanted = new Map<string, VectorEntry>();
  for await (const page of source.entries()) for (const entry of page) wanted.set(entry.id, entry);
  const differing = new Set<string>();
  for await (const page of target.entries()) {
    for (const entry of page) {
      const match = wanted.get(entry.id);
      if (!match || placeOf(match) !== placeOf(entry)) differing.add(entry.documentId);
      if (match && match.documentId !== entry.documentId) differing.add(match.documentId);
      wanted.delete(entry.id);
    }
  }
  for (const entry of wanted.values()) differing.add(entry.documentId);
  if (differing.size === 0) return true;
  await copyDocuments(source, target, differing);
  return false;
}

/**
 * Compares the vectors themselves, by SHA-256, of rows that both hold. Returns the documents in which one
 * differs.
 */
export async function differingVectors(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
): Promise<Set<string>> {
  const hashes = new Map<string, string>();
  for await (const rows of source.rows())
    for (const row of rows) hashes.set(row.id, hashOf(row.vector));
  const differing = new Set<string>();
  for await (const rows of target.rows()) {
    for (const row of rows) {
      const hash = hashes.get(row.id);
      if (hash !== undefined && hash !== hashOf(row.vector)) differing.add(row.documentId);
    }
  }
  return differing;
}

export async function copyDocuments(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
  documents: ReadonlySet<string>,
): Promise<void> {
  for (const documentId of documents) await target.removeDocument(documentId);
  for await (const rows of source.rows())
    await target.upsert(rows.filter((row) => documents.has(row.documentId)));
}

function placeOf({ chunkId, documentId, folderId }: VectorEntry): string {
  return `${chunkId} ${documentId} ${folderId}`;
}

function hashOf(vector: Float32Array): string {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return createHash('sha256').update(bytes).digest('base64').slice(0, 22);
}
