import { isId } from '@/lib/ids';

/** Of the embedder in force. */
export const DIMENSIONS = 512;

/** One embedded sentence. The store holds ids and vectors, never text. */
export interface VectorRow extends VectorEntry {
  /** Unit length. */
  vector: Float32Array;
}

/** A row without its vector. */
export interface VectorEntry {
  id: string;
  chunkId: string;
  documentId: string;
  folderId: string;
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

/**
 * One tenant's vectors. Ids that are not ids are a TypeError, so that none becomes part of a filter. A
 * store that cannot be reached is `store_unavailable`.
 */
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

/** One generation alone: what is built, compared and made current by whoever moves vectors. */
export interface TenantVectorGeneration extends TenantVectors {
  /** Everything in it, some hundred rows at a time and in no order. */
  rows(): AsyncIterable<VectorRow[]>;
  entries(): AsyncIterable<VectorEntry[]>;
  /** The number of rows, and a SHA-256 in hex over their sorted ids and places: equal for equal content. */
  summary(): Promise<{ rows: number; digest: string }>;
  /** Points the store's alias, where it has aliases, at this generation: readers follow at once. */
  publish(): Promise<void>;
}

export function checkedId(value: string): string {
  if (!isId(value)) throw new TypeError('A vector store takes ids only.');
  return value;
}

export function checkedVector(vector: Float32Array): Float32Array {
  if (vector.length !== DIMENSIONS || !vector.every(Number.isFinite))
    throw new TypeError(`A vector here has ${DIMENSIONS} finite components.`);
  return vector;
}
