'use client';

import { useSyncExternalStore } from 'react';
import { toast } from '@/components/ui/toast';
import { forgetRemoval, rememberRemoval } from './left-removals';

/** How long a removal can be undone; until then nothing is removed. */
export const UNDO_MS = 15_000;

export interface Removal {
  slug: string;
  id: string;
  /** "Conversation “Fees” deleted". */
  said: string;
  /** Removes it; resolves with a sentence when it stays. */
  run: () => Promise<string | undefined>;
}

interface Pending extends Removal {
  timer: ReturnType<typeof setTimeout>;
}

const pending = new Map<string, Pending>();
/** Removed: lists that were read before still have them. */
const gone = new Set<string>();
const listeners = new Set<() => void>();
/** A new one at each change, which is how React sees it. */
let ids: ReadonlySet<string> = new Set();

function changed(): void {
  ids = new Set([...pending.keys(), ...gone]);
  for (const listener of listeners) listener();
}

/** Out of sight at once, and removed when the time to undo it is over, or the page is left. */
export function removeSoon(removal: Removal): void {
  const { id, slug, said } = removal;
  if (pending.has(id)) return;
  pending.set(id, { ...removal, timer: setTimeout(() => void finish(id), UNDO_MS) });
  rememberRemoval({ slug, id, until: Date.now() + UNDO_MS });
  changed();
  toast.success(said, {
    id: `removal ${id}`,
    duration: UNDO_MS,
    action: { label: 'Undo', onClick: () => undo(id) },
  });
}

function undo(id: string): void {
  const removal = pending.get(id);
  if (!removal) return;
  clearTimeout(removal.timer);
  pending.delete(id);
  forgetRemoval(removal);
  changed();
}

async function finish(id: string): Promise<void> {
  const removal = pending.get(id);
  if (!removal) return;
  clearTimeout(removal.timer);
  toast.dismiss(`removal ${id}`);
  const problem = await removal.run().catch(() => 'The server could not be reached.');
  pending.delete(id);
  forgetRemoval(removal);
  if (!problem) gone.add(id);
  changed();
  if (problem) toast.error('It was not deleted', { description: problem });
}

/** For what another tab was to remove: out of sight here too, until it is removed or is to stay. */
export function hide(removals: readonly string[], hidden: boolean): void {
  for (const id of removals) {
    if (hidden) gone.add(id);
    else gone.delete(id);
  }
  changed();
}

function finishAll(): void {
  if (document.visibilityState === 'hidden') for (const id of pending.keys()) void finish(id);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener('visibilitychange', finishAll);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener('visibilitychange', finishAll);
  };
}

const none: ReadonlySet<string> = new Set();

/** Ids of what is on its way out: lists leave them out. */
export function usePendingRemovals(): ReadonlySet<string> {
  return useSyncExternalStore(
    subscribe,
    () => ids,
    () => none,
  );
}
