'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { readJson } from '@/components/documents/read-json';
import { toast } from '@/components/ui/toast';
import { markDeferredSeenAction } from '@/lib/deferred/actions';
import { type DeferredView, isOpen } from '@/lib/deferred/facts';

/** While a question waits, its place is worth a look. */
const BUSY_MS = 2_000;
const QUIET_MS = 60_000;

export interface Waiting {
  /** The person's questions that wait or run, and those that ended unseen. */
  waiting: readonly DeferredView[];
  /** What to say when it was refused. */
  cancelWaiting: (deferred: DeferredView) => Promise<string | undefined>;
}

/**
 * Keeps the person's waiting questions current by asking again, beginning with what the server rendered. Says when
 * one has ended, and takes the mark off those that end before the reader's eyes.
 */
export function useDeferred(
  slug: string,
  initial: readonly DeferredView[],
  conversationId: string | undefined,
): Waiting {
  const client = useQueryClient();
  const router = useRouter();
  const queryKey = useMemo(() => ['deferred', slug], [slug]);
  const { data: waiting } = useQuery({
    queryKey,
    queryFn: async () =>
      (await readJson<{ deferred: DeferredView[] }>(`/api/t/${slug}/deferred`)).deferred,
    initialData: [...initial],
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? BUSY_MS : QUIET_MS),
  });
  // The layout was rendered again: after a question was queued here, for instance.
  useEffect(() => {
    client.setQueryData(queryKey, [...initial]);
  }, [client, queryKey, initial]);

  const open = useRef(new Set<string>());
  useEffect(() => {
    const ended = waiting.filter((each) => !isOpen(each) && open.current.has(each.id));
    open.current = new Set(waiting.filter(isOpen).map(({ id }) => id));
    if (ended.length === 0) return;
    for (const each of ended) tell(each, () => router.push(each.answerUrl));
    router.refresh();
  }, [waiting, router]);

  const unseen = waiting
    .filter((each) => !isOpen(each) && each.conversationId === conversationId)
    .map(({ id }) => id)
    .join();
  useEffect(() => {
    if (unseen === '') return;
    markDeferredSeenAction(slug, { ids: unseen.split(',') }).then(
      () => client.invalidateQueries({ queryKey }),
      // The mark stays until the next look.
      () => undefined,
    );
  }, [client, queryKey, slug, unseen]);

  const cancelWaiting = useCallback<Waiting['cancelWaiting']>(
    async ({ cancelUrl }) => {
      try {
        await readJson(cancelUrl, { method: 'DELETE' });
      } catch (error) {
        return error instanceof Error ? error.message : 'Something went wrong.';
      }
      await client.invalidateQueries({ queryKey });
      router.refresh();
      return undefined;
    },
    [client, queryKey, router],
  );
  return useMemo(() => ({ waiting, cancelWaiting }), [waiting, cancelWaiting]);
}

function tell({ state }: DeferredView, onShow: () => void): void {
  const action = { label: 'Show', onClick: onShow };
  if (state === 'done') toast.success('Your queued question was answered', { action });
  if (state === 'failed') toast.error('Your queued question could not be answered', { action });
}
