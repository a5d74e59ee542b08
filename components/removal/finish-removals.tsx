'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { deleteConversationAction } from '@/lib/chat/actions';
import { forgetRemoval, type LeftRemoval, leftRemovals, removalsOf } from './left-removals';
import { hide } from './pending-removals';

/** Longer than the tab that asked needs to end it itself. */
const LATER_MS = 5_000;

/** Ends what another tab of this browser was to remove and was closed before: what was said to be deleted is. */
export function FinishRemovals({ slug, personId }: { slug: string; personId: string }) {
  const router = useRouter();
  useEffect(() => {
    removalsOf(personId);
    const left = leftRemovals(slug);
    if (left.length === 0) return;
    const ids = left.map(({ id }) => id);
    hide(ids, true);
    const end = async () => {
      const removed = await finish(leftRemovals(slug));
      hide(
        ids.filter((id) => !removed.has(id)),
        false,
      );
      router.refresh();
    };
    const last = Math.max(...left.map(({ until }) => until));
    const timer = setTimeout(() => void end(), Math.max(0, last - Date.now()) + LATER_MS);
    return () => clearTimeout(timer);
  }, [slug, personId, router]);
  return null;
}

/** Resolves with the ids of what is removed now. */
async function finish(removals: readonly LeftRemoval[]): Promise<Set<string>> {
  const removed = new Set<string>();
  for (const { slug, id, until } of removals) {
    // Asked for meanwhile, in this tab or another that still has it.
    if (until > Date.now()) continue;
    const result = await deleteConversationAction(slug, { conversationId: id }).catch(
      () => undefined,
    );
    // Also what is gone by now is not asked for again.
    if (result) forgetRemoval({ id });
    if (result && (result.ok || result.error.code === 'not_found')) removed.add(id);
  }
  return removed;
}
