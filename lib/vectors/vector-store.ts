import { isId } from '@/lib/ids';

/** One embedded sentence. The store holds ids and vectors, never text. */
export interface VectorRow {
  id: string;
  chunkId: string;
  documentId: string;
  folderId: string;
  /** Unit length. */
  vector: Float32Array;
}

export interface VectorHit {
  id: string;
  chunkId: string;
  documentId: string;
  /** -1..1; 1 is the same direction. */
  cosine: number;
}

export interface VectorSearch {
  limit: number;
  /** Only rows of these folders; an empty list finds nothing. */
  folderIds?: readonly string[];
  /** Only rows of these documents; an empty list finds nothing. */
  documentIds?: readonly string[];
}

/** One tenant's vectors. Ids that are not ids are a TypeError, so that none becomes part of a filter. */
export interface TenantVectors {
  /** Adds rows, or replaces those with the same id. */
  upsert(rows: readonly VectorRow[]): Promise<void>;
  /** Nearest first. */
  search(vector: Float32Array, options: VectorSearch): Promise<VectorHit[]>;
  removeDocument(documentId: string): Promise<void>;
  moveDocument(documentId: string, folderId: string): Promise<void>;
  count(): Promise<number>;
  /** Removes everything the tenant has here. */
  drop(): Promise<void>;
}

export function checkedId(value: string): string {
  if (!isId(value)) throw new TypeError('A vector store takes ids only.');
  return value;
}

export function checkedVector(vector: Float32Array, dimensions: number): Float32Array {
  if (vector.length !== dimensions || !vector.every(Number.isFinite))
    throw new TypeError(`A vector here has ${dimensions} finite components.`);
  return vector;
}
