'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'next/navigation';
import { useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import { giveFeedbackAction, withdrawFeedbackAction } from '@/lib/feedback/actions';
import type { FeedbackView, GiveFeedback } from '@/lib/feedback/schema';

export interface AnswerFeedback {
  /** Undefined until something was said. */
  said: FeedbackView | undefined;
  /** What could not be kept, in words. */
  error: string | undefined;
  give: (feedback: Omit<GiveFeedback, 'messageId'>) => Promise<boolean>;
  withdraw: () => Promise<boolean>;
}

/** What the person said of one answer; shown at once, and taken back when it could not be kept. */
export function useFeedback(slug: string, messageId: string): AnswerFeedback {
  const { conversationId } = useParams<{ conversationId?: string }>();
  const client = useQueryClient();
  const [error, setError] = useState<string>();
  const key = ['feedback', slug, conversationId];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () =>
      readJson<FeedbackView[]>(`/api/t/${slug}/conversations/${conversationId}/feedback`),
    enabled: conversationId !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const change = async (
    next: FeedbackView | undefined,
    keep: () => ReturnType<typeof withdrawFeedbackAction>,
  ) => {
    setError(undefined);
    await client.cancelQueries({ queryKey: key });
    const before = client.getQueryData<FeedbackView[]>(key);
    const others = (before ?? []).filter((each) => each.messageId !== messageId);
    client.setQueryData(key, next ? [...others, next] : others);
    const result = await keep().catch(() => undefined);
    if (result?.ok) return true;
    client.setQueryData(key, before);
    setError(result?.error.message ?? 'The server could not be reached. Try again.');
    return false;
  };
  return {
    said: data?.find((each) => each.messageId === messageId),
    error,
    give(feedback) {
      const input = { ...feedback, messageId } as GiveFeedback;
      const { rating, reason, text = '' } = input;
      return change({ messageId, rating, reason, text }, () => giveFeedbackAction(slug, input));
    },
    withdraw: () => change(undefined, () => withdrawFeedbackAction(slug, { messageId })),
  };
}
