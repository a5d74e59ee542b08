'use client';

import { Check, Clock, TriangleAlert } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';
import { TableRow } from '@/components/ui/table';
import type { EntryState } from './check-log';
import { useVerified } from './verified-log';

const RED = 'bg-danger-soft outline outline-danger/40 -outline-offset-1';

/** A row that turns red when its entry is not the one that was signed. */
export function VerifiedRow({ id, className, ...props }: ComponentProps<'tr'> & { id: string }) {
  const state = useEntryState(id);
  return (
    <TableRow
      {...props}
      data-entry={id}
      data-proof={state}
      className={cn(className, state === 'false' && RED)}
    />
  );
}

export function VerifiedItem({ id, className, ...props }: ComponentProps<'li'> & { id: string }) {
  const state = useEntryState(id);
  return (
    <li
      {...props}
      data-entry={id}
      data-proof={state}
      className={cn(className, state === 'false' && RED)}
    />
  );
}

/** What came of one entry, in a word. */
export function ProofMark({ id }: { id: string }) {
  const state = useEntryState(id);
  switch (state) {
    case 'proven':
      return (
        <span className="inline-flex items-center gap-1 text-success text-xs">
          <Check aria-hidden className="size-3.5" /> Verified
        </span>
      );
    case 'false':
      return (
        <span className="inline-flex items-center gap-1 font-medium text-danger text-xs">
          <TriangleAlert aria-hidden className="size-3.5" /> Not what was signed
        </span>
      );
    case 'waiting':
      return (
        <span className="inline-flex items-center gap-1 text-ink-faint text-xs">
          <Clock aria-hidden className="size-3.5" /> Not signed yet
        </span>
      );
    case 'overdue':
      return (
        <span className="inline-flex items-center gap-1 font-medium text-warn text-xs">
          <Clock aria-hidden className="size-3.5" /> Still not signed
        </span>
      );
    case 'late':
      return (
        <span className="inline-flex items-center gap-1 font-medium text-warn text-xs">
          <Clock aria-hidden className="size-3.5" /> Signed late
        </span>
      );
    default:
      return null;
  }
}

function useEntryState(id: string): EntryState | undefined {
  const { checking } = useVerified();
  if (checking.state !== 'checked') return undefined;
  for (const log of checking.logs) {
    const state = log.entries.get(id);
    if (state) return state;
  }
  return undefined;
}
