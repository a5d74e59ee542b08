'use client';

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import type { ConversationPage, ConversationSummary } from '@/lib/chat/schema';
import { joinPages } from './join-pages';

interface Conversations {
  /** Those of the first page and of what was loaded after it, newest first. */
  conversations: ConversationSummary[];
  /** Loads more; undefined when there is none. */
  more: (() => void) | undefined;
  failed: boolean;
}

/** The person's conversations from the page that the server drew on, as far as somebody looked. */
export function useOlder(slug: string, first: ConversationPage): Conversations {
  const client = useQueryClient();
  const [wanted, setWanted] = useState(false);
  const { next } = first;
  const query = useInfiniteQuery({
    queryKey: ['conversations', slug, next],
    queryFn: ({ pageParam }) =>
      readJson<ConversationPage>(
        `/api/t/${slug}/conversations?after=${encodeURIComponent(pageParam)}`,
      ),
    initialPageParam: next ?? '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: wanted && next !== null,
    // A newer conversation moves all pages by one; until they are there, those of before are shown.
    placeholderData: (before) => before,
    retry: false,
  });
  // Whatever made the server draw the first page again, a removal say, may be about the others too.
  useEffect(() => {
    if (first) void client.invalidateQueries({ queryKey: ['conversations', slug] });
  }, [client, slug, first]);
  const pages = next === null ? undefined : query.data?.pages;
  const conversations = useMemo(() => joinPages([first, ...(pages ?? [])]), [first, pages]);
  const { fetchNextPage, hasNextPage, isFetching, isError, refetch } = query;
  const load = useCallback(() => {
    if (!wanted) setWanted(true);
    else if (isFetching) return;
    else if (isError && !pages) void refetch();
    else void fetchNextPage();
  }, [wanted, isFetching, isError, pages, refetch, fetchNextPage]);
  const more = next !== null && (pages === undefined || hasNextPage);
  return { conversations, more: more ? load : undefined, failed: isError };
}
