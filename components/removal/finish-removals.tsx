'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { deleteConversationAction } from '@/lib/chat/actions';
import { forgetRemoval, type LeftRemoval, leftRemovals, removalsOf } from './left-removals';

/** Longer than the tab that asked needs to end it itself. */
const LATER_MS = 5_000;

/** Ends what another tab of this browser was to remove and was closed before: what was said to be deleted is. */
export function FinishRemovals({ slug, personId }: { slug: string; personId: string }) {
  const router = useRouter();
  useEffect(() => {
    removalsOf(personId);
    const last = Math.max(0, ...leftRemovals(slug).map(({ until }) => until));
    if (last === 0) return;
    const end = async () => {
      await finish(leftRemovals(slug));
      router.refresh();
    };
    const timer = setTimeout(() => void end(), Math.max(0, last - Date.now()) + LATER_MS);
    return () => clearTimeout(timer);
  }, [slug, personId, router]);
  return null;
}

async function finish(removals: readonly LeftRemoval[]): Promise<void> {
  for (const { slug, id, until } of removals) {
    // Asked for meanwhile, in this tab or another that still has it.
    if (until > Date.now()) continue;
    const result = await deleteConversationAction(slug, { conversationId: id }).catch(
      () => undefined,
    );
    // Also what is gone by now is not asked for again.
    if (result) forgetRemoval({ id });
  }
}
