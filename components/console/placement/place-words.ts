import type { PlacementView } from '@/lib/placement/schema';

export const STORE_WORDS: Record<PlacementView['vectorStore'], string> = {
  lancedb: 'LanceDB',
  qdrant: 'Qdrant',
  pgvector: 'pgvector',
};

export const TIER_WORDS: Record<PlacementView['vectorTier'], string> = {
  shared: 'shared with other tenants',
  namespace: 'namespace of its own',
  dedicated: 'cluster of its own',
};

export const DATABASE_WORDS: Record<PlacementView['databaseTier'], string> = {
  shared: 'Shared schema',
  schema: 'Schema of its own',
};

export function vectorWords(place: {
  store: PlacementView['vectorStore'];
  tier: PlacementView['vectorTier'];
}): string {
  return `${STORE_WORDS[place.store]}, ${TIER_WORDS[place.tier]}`;
}
