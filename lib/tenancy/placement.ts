export const VECTOR_STORES = ['lancedb', 'qdrant', 'pgvector'] as const;
export type VectorStoreName = (typeof VECTOR_STORES)[number];

export const VECTOR_TIERS = ['shared', 'namespace', 'dedicated'] as const;
export type VectorTier = (typeof VECTOR_TIERS)[number];

/** `schema`: partitions of its own in a schema of its own. */
export const DATABASE_TIERS = ['shared', 'schema'] as const;
export type DatabaseTier = (typeof DATABASE_TIERS)[number];

/** One complete set of a tenant's vectors. A number is never given to a second one. */
export interface VectorGeneration {
  store: VectorStoreName;
  tier: VectorTier;
  generation: number;
}

/** Where one tenant's data lives and whose model account answers it, as PostgreSQL minted it. */
export interface Placement {
  readonly databaseTier: DatabaseTier;
  readonly vectorStore: VectorStoreName;
  readonly vectorTier: VectorTier;
  readonly vectorGeneration: number;
  /**
   * A second generation that takes every write too: being built, or `kept` after the switch as the
   * way back.
   */
  readonly building: (VectorGeneration & { state: 'building' | 'kept' }) | null;
  readonly modelAccount: 'platform' | 'own';
}
