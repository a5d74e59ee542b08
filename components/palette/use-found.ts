'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import type { ConversationHits } from '@/lib/conversation-search/schema';
import type { DocumentPage } from '@/lib/documents/schema';
import type { PalettePlace } from './palette-facts';

const TYPING_MS = 150;
const SHOWN = 5;

export interface Found {
  conversations: readonly PalettePlace[];
  documents: readonly PalettePlace[];
  searching: boolean;
  /** One of the two could not be asked. */
  failed: boolean;
}

/** Conversations with the words and documents by their names, of what the person may read. */
export function useFound(slug: string | undefined, words: string): Found {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const common = {
    enabled: slug !== undefined && settled !== '',
    placeholderData: keepPreviousData,
    retry: false,
  };
  const conversations = useQuery({
    ...common,
    queryKey: ['conversation-search', slug, settled],
    queryFn: ({ signal }) =>
      readJson<ConversationHits>(
        `/api/t/${slug}/conversations/search?${new URLSearchParams({ q: settled })}`,
        { signal },
      ),
  });
  const documents = useQuery({
    ...common,
    queryKey: ['palette-documents', slug, settled],
    queryFn: ({ signal }) =>
      readJson<DocumentPage>(
        `/api/t/${slug}/documents?${new URLSearchParams({ name: settled, limit: String(SHOWN) })}`,
        { signal },
      ),
  });
  if (words.trim() === '')
    return { conversations: [], documents: [], searching: false, failed: false };
  return {
    conversations: (conversations.data?.hits ?? [])
      .slice(0, SHOWN)
      .map(({ conversationId, title }) => ({
        label: title.text,
        href: `/t/${slug}/c/${conversationId}`,
      })),
    documents: (documents.data?.documents ?? []).slice(0, SHOWN).map(({ id, name }) => ({
      label: name,
      href: `/t/${slug}/documents/${id}`,
    })),
    searching: settled !== words.trim() || conversations.isFetching || documents.isFetching,
    failed: conversations.isError || documents.isError,
  };
}
