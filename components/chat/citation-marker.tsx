'use client';

import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import type { CitationView } from '@/lib/chat/schema';
import { goneWords, placeWord } from './source-words';
import { useSource } from './use-source';

const SHOWN_QUOTE = 160;

/** `[n]` in the answer: opens the source beside it. Grey and inert once its document is gone. */
export function CitationMarker({ citation }: { citation: CitationView }) {
  const { source, open } = useSource();
  const { ordinal, documentId, documentName, page, start, end, quote } = citation;
  const gone = goneWords(citation);
  const look =
    'mx-px inline-flex h-[1.125rem] min-w-[1.125rem] -translate-y-px items-center justify-center rounded-sm px-1 align-middle font-semibold text-[0.6875rem] leading-none tabular';
  if (documentName === undefined) {
    return (
      <Tooltip label={`This source is ${gone}`}>
        <button
          type="button"
          aria-disabled
          aria-label={`Source ${ordinal}, ${gone}`}
          className={cn(look, 'cursor-not-allowed bg-ink/6 text-ink-faint line-through')}
        >
          {ordinal}
        </button>
      </Tooltip>
    );
  }
  const active = source?.documentId === documentId && source.start === start && source.end === end;
  return (
    <Tooltip
      label={
        <>
          <span className="block font-medium">
            {documentName}, {placeWord(documentName)} {page}
            {citation.superseded && ', of an earlier version'}
          </span>
          <span className="block opacity-80">
            “{quote.length > SHOWN_QUOTE ? `${quote.slice(0, SHOWN_QUOTE - 1)}…` : quote}”
          </span>
        </>
      }
    >
      <button
        type="button"
        aria-label={`Source ${ordinal}: ${documentName}, ${placeWord(documentName)} ${page}`}
        aria-pressed={active}
        onClick={() => open({ documentId, start, end })}
        className={cn(
          look,
          'relative bg-accent-soft text-accent-text transition-colors hover:bg-accent hover:text-on-accent touch:after:absolute touch:after:-inset-2',
          active && 'bg-accent text-on-accent',
        )}
      >
        {ordinal}
      </button>
    </Tooltip>
  );
}
