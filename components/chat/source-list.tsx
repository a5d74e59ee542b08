'use client';

import { FileText, FileX } from 'lucide-react';
import type { CitationView } from '@/lib/chat/schema';
import { CitationMarker } from './citation-marker';

/** The documents that an answer rests on, each with its markers; what is gone stays as a grey line. */
export function SourceList({ citations }: { citations: readonly CitationView[] }) {
  if (citations.length === 0) return null;
  const byDocument = new Map<string, CitationView[]>();
  for (const citation of citations) {
    byDocument.set(citation.documentId, [...(byDocument.get(citation.documentId) ?? []), citation]);
  }
  return (
    <section aria-label="Sources" className="mt-4 border-line border-t pt-3">
      <h3 className="mb-1.5 font-medium text-ink-faint text-xs">Sources</h3>
      <ul className="space-y-1">
        {[...byDocument].map(([documentId, cited]) => {
          const name = cited[0]?.documentName;
          return (
            <li
              key={documentId}
              className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem]"
            >
              {name === undefined ? (
                <span className="flex min-w-0 items-center gap-1.5 text-ink-faint">
                  <FileX aria-hidden className="size-3.5 shrink-0" />
                  No longer available
                </span>
              ) : (
                <span className="flex min-w-0 items-center gap-1.5">
                  <FileText aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
                  <span className="truncate font-medium">{name}</span>
                </span>
              )}
              <span className="flex flex-wrap gap-1.5">
                {cited.map((citation) => (
                  <CitationMarker key={citation.ordinal} citation={citation} />
                ))}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
