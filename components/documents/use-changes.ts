'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { toast } from '@/components/ui/toast';
import { changeDocumentsAction } from '@/lib/documents/bulk/actions';
import { AT_ONCE } from '@/lib/documents/bulk/facts';
import type { ChangeResult, DocumentChange } from '@/lib/documents/bulk/schema';
import type { DocumentView } from '@/lib/documents/schema';
import { changeListed } from './documents-cache';

export interface Changes {
  busy: boolean;
  /** Changes documents, some at a time, and says once what became of all of them. */
  change: (ids: readonly string[], change: DocumentChange) => Promise<void>;
}

const WORDS: Record<DocumentChange['kind'], [done: string, failed: string]> = {
  move: ['moved', 'not moved'],
  tag: ['tagged', 'not tagged'],
  remove: ['deleted', 'not deleted'],
  'put-back': ['put back', 'not put back'],
  retry: ['queued again', 'not retried'],
  cancel: ['cancelled', 'not cancelled'],
  reindex: ['being indexed again', 'not indexed again'],
};
/** Of those that failed; all are in the list still. */
const NAMED = 5;
const UNDO_MS = 15_000;

export function useChanges(
  slug: string,
  documents: readonly DocumentView[],
  onChanged: () => void,
): Changes {
  const [busy, setBusy] = useState(false);
  // The list changes each second while files are indexed; what its rows are given does not.
  const listed = useRef(documents);
  listed.current = documents;
  const client = useQueryClient();
  const change = useCallback(
    async (ids: readonly string[], asked: DocumentChange) => {
      setBusy(true);
      const before = listed.current;
      // Deleted rows are out of sight at once; those that stay come back with the next listing.
      if (asked.kind === 'remove')
        changeListed(client, slug, (all) => all.filter(({ id }) => !ids.includes(id)));
      const nameOf = (id: string) => before.find((each) => each.id === id)?.name ?? 'A document';
      const all: ChangeResult = { done: [], failed: [] };
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const batch = ids.slice(from, from + AT_ONCE);
        const result = await changeDocumentsAction(slug, { ids: batch, change: asked }).catch(
          () => undefined,
        );
        if (result?.ok) {
          all.done.push(...result.value.done);
          all.failed.push(...result.value.failed);
        } else {
          const message = result?.error.message ?? 'The server could not be reached. Try again.';
          all.failed.push(...batch.map((id) => ({ id, message })));
        }
      }
      setBusy(false);
      onChanged();
      tell(all, asked, nameOf, (undone) => change(undone, { kind: 'put-back' }));
    },
    [client, slug, onChanged],
  );
  return { busy, change };
}

function tell(
  { done, failed }: ChangeResult,
  { kind }: DocumentChange,
  nameOf: (id: string) => string,
  putBack: (ids: string[]) => Promise<void>,
): void {
  const [did, didNot] = WORDS[kind];
  const action =
    kind === 'remove' && done.length > 0
      ? { duration: UNDO_MS, action: { label: 'Undo', onClick: () => void putBack(done) } }
      : {};
  if (failed.length === 0) {
    toast.success(`${counted(done.length)} ${did}`, action);
    return;
  }
  const named = failed.slice(0, NAMED).map(({ id, message }) => `${nameOf(id)}: ${message}`);
  const more = failed.length > NAMED ? [`And ${failed.length - NAMED} more.`] : [];
  toast.warning(
    `${done.length > 0 ? `${counted(done.length)} ${did}, ` : ''}${counted(failed.length)} ${didNot}`,
    { duration: UNDO_MS, description: [...named, ...more].join(' '), ...action },
  );
}

function counted(documents: number): string {
  return `${documents} ${documents === 1 ? 'document' : 'documents'}`;
}
