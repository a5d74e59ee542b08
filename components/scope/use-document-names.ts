'use client';

import { useQueries } from '@tanstack/react-query';
import { readJson } from '@/components/documents/read-json';
import type { DocumentView } from '@/lib/documents/schema';

/** Names by id; null for what was removed or may not be read, undefined until it is known. */
export function useDocumentNames(
  slug: string,
  ids: readonly string[],
): ReadonlyMap<string, string | null | undefined> {
  const queries = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['document-name', slug, id],
      queryFn: () =>
        readJson<DocumentView>(`/api/t/${slug}/documents/${id}`).then(
          ({ name }) => name,
          () => null,
        ),
      staleTime: 60_000,
    })),
  });
  return new Map(ids.map((id, index) => [id, queries[index]?.data]));
}
