import type { PlacementView, Target } from '@/lib/placement/schema';

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

/** The parts of a placement as they are proposed, in the order of the form. */
export const PLACE_PARTS: readonly { part: keyof Target; label: string }[] = [
  { part: 'vectorStore', label: 'Vector store' },
  { part: 'vectorTier', label: 'Vectors lie in' },
  { part: 'databaseTier', label: 'Database' },
];

const PART_WORDS = {
  vectorStore: STORE_WORDS,
  vectorTier: TIER_WORDS,
  databaseTier: DATABASE_WORDS,
};

export function partWords(part: keyof Target, place: Target): string {
  const words: Record<string, string> = PART_WORDS[part];
  return words[place[part]] ?? place[part];
}

export function placeWords(place: Target): string {
  const vectors = vectorWords({ store: place.vectorStore, tier: place.vectorTier });
  return `${vectors}; database: ${DATABASE_WORDS[place.databaseTier].toLowerCase()}`;
}

export function isSamePlace(one: Target, other: Target): boolean {
  return PLACE_PARTS.every(({ part }) => one[part] === other[part]);
}
