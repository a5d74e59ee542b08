import type { VectorSpace } from '../vector-backend';
import type { VectorSearch } from '../vector-store';

interface Condition {
  key: string;
  match: { value: string } | { any: readonly string[] };
}

export interface QdrantFilter {
  must: Condition[];
}

const is = (key: string, value: string): Condition => ({ key, match: { value } });

/**
 * Every condition is a `must`, and in a shared collection the tenant's own come first: the server
 * enforces nothing there, so no caller can add a condition that would let in more.
 */
export function qdrantFilter(
  space: VectorSpace,
  of: { documentId?: string } & Partial<VectorSearch> = {},
): QdrantFilter {
  const must: Condition[] = [];
  if (space.shared) must.push(is('tenant_id', space.owner), is('space', space.name));
  if (of.documentId !== undefined) must.push(is('document_id', of.documentId));
  if (of.folderIds) must.push({ key: 'folder_id', match: { any: distinct(of.folderIds) } });
  if (of.documentIds) must.push({ key: 'document_id', match: { any: distinct(of.documentIds) } });
  return { must };
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
