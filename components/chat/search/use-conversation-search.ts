'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import type { ConversationHits } from '@/lib/conversation-search/schema';

const TYPING_MS = 200;
/** While the index is still being built. */
const AGAIN_MS = 1_000;

/** What is found for the words; asked again while earlier conversations are being indexed. */
export function useConversationSearch(slug: string, words: string, active: boolean) {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return useQuery({
    queryKey: ['conversation-search', slug, settled],
    queryFn: ({ signal }) =>
      readJson<ConversationHits>(
        `/api/t/${slug}/conversations/search?${new URLSearchParams({ q: settled })}`,
        { signal },
      ),
    // Without words too: the index is made ready as soon as the field is entered.
    enabled: active,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && state.data.left > 0 ? AGAIN_MS : false),
    staleTime: 5_000,
    retry: false,
  });
}
