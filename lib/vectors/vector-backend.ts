import type { VectorEntry, VectorHit, VectorRow, VectorSearch } from './vector-store';

/** A cluster or database of the tenant's own. */
export interface VectorEndpoint {
  url: string;
  apiKey?: string;
}

/** Where one generation of one tenant's vectors lies. Made by the gateway alone. */
export interface VectorSpace {
  /** Written into each row. */
  tenantId: string;
  /** Whose rows a predicate selects where several tenants' lie together. */
  owner: string;
  /** A keyed hash of tenant and generation: the directory, collection or table, or the rows' mark. */
  name: string;
  /** A keyed hash of the tenant: what names the current generation in a store that has aliases. */
  alias: string;
  /** Whether it is the generation that answers are made from. */
  current: boolean;
  /** Rows of several tenants in one place, told apart by a predicate. */
  shared: boolean;
  endpoint?: VectorEndpoint;
}

/** Where the rows of the `shared` tier lie. */
export const SHARED_NAME = 'shared';

/** What a store found, with the tenant it stored: the gateway compares it and takes it off. */
export interface StoredHit extends VectorHit {
  tenantId: string;
}

export interface StoredRow extends VectorEntry {
  tenantId: string;
  /** Empty when it was not asked for. */
  vector: Float32Array;
}

/**
 * A vector store. It gets checked ids and vectors, and a space in place of a name; a space that does
 * not exist is made by the first write and is empty to everything else.
 */
export interface VectorBackend {
  upsert(space: VectorSpace, rows: readonly VectorRow[]): Promise<void>;
  search(space: VectorSpace, vector: Float32Array, options: VectorSearch): Promise<StoredHit[]>;
  removeDocument(space: VectorSpace, documentId: string): Promise<void>;
  moveDocument(space: VectorSpace, documentId: string, folderId: string): Promise<void>;
  count(space: VectorSpace): Promise<number>;
  scan(space: VectorSpace, withVectors: boolean): AsyncIterable<StoredRow[]>;
  publish(space: VectorSpace): Promise<void>;
  drop(space: VectorSpace): Promise<void>;
}
