'use client';

import { useQuery } from '@tanstack/react-query';
import { readJson } from '@/components/documents/read-json';
import type { WhyView } from '@/lib/answer-trace/schema';

/** The facts behind one stored answer. */
export function useWhy(slug: string, messageId: string) {
  return useQuery({
    queryKey: ['why', slug, messageId],
    queryFn: () => readJson<WhyView>(`/api/t/${slug}/messages/${messageId}/why`),
    // Its record is written a moment after the answer itself.
    staleTime: ({ state }) => (state.data?.figures ? 300_000 : 0),
    retry: false,
  });
}
