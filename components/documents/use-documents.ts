'use client';

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { DocumentPage, DocumentView } from '@/lib/documents/schema';
import { readJson } from './read-json';

export interface LibraryFilter {
  folder: string | null;
  status: string | null;
  q: string | null;
  tag: string | null;
  sort: string | null;
}

/** While a document is being worked on, its progress is worth a look each second. */
const BUSY_MS = 1_000;
const QUIET_MS = 30_000;

interface Documents {
  documents: DocumentView[];
  counts: DocumentPage['counts'];
  tags: DocumentPage['tags'];
  loading: boolean;
  failed: boolean;
  more: (() => void) | undefined;
  refresh: () => void;
}

/** The listing under a filter, kept current by asking again; begins with what the server rendered. */
export function useDocuments(
  slug: string,
  filter: LibraryFilter,
  initial: DocumentPage,
): Documents {
  const client = useQueryClient();
  const address = `/api/t/${slug}/documents?${parameters(filter)}`;
  const [first] = useState(() => ({ address, at: Date.now() }));
  const query = useInfiniteQuery({
    queryKey: ['documents', slug, address],
    queryFn: ({ pageParam }) =>
      readJson<DocumentPage>(pageParam ? `${address}&cursor=${pageParam}` : address),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...(first.address === address
      ? {
          initialData: { pages: [initial], pageParams: [''] },
          initialDataUpdatedAt: first.at,
        }
      : {}),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      (state.data?.pages[0]?.counts.active ?? 0) > 0
        ? // Every page that was opened is asked for again.
          BUSY_MS * Math.max(1, state.data?.pages.length ?? 1)
        : QUIET_MS,
  });
  const refresh = useCallback(
    () => void client.invalidateQueries({ queryKey: ['documents', slug] }),
    [client, slug],
  );
  const pages = query.data?.pages;
  const documents = useMemo(() => pages?.flatMap((page) => page.documents) ?? [], [pages]);
  return {
    documents,
    counts: query.data?.pages[0]?.counts ?? initial.counts,
    tags: query.data?.pages[0]?.tags ?? initial.tags,
    loading: query.isPlaceholderData,
    failed: query.isError,
    more: query.hasNextPage && !query.isFetchingNextPage ? () => query.fetchNextPage() : undefined,
    refresh,
  };
}

function parameters({ folder, status, q, tag, sort }: LibraryFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (folder) query.set('folder', folder);
  if (status) query.set('stage', status);
  if (q) query.set('name', q);
  if (tag) query.set('tag', tag);
  if (sort) query.set('sort', sort);
  return query;
}
