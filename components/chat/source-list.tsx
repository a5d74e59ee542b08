'use client';

import { FileText, FileX } from 'lucide-react';
import type { CitationView } from '@/lib/chat/schema';
import { CitationMarker } from './citation-marker';
import { goneWords } from './source-words';

/** The documents that an answer rests on, each with its markers; what is gone stays as a grey line. */
export function SourceList({ citations }: { citations: readonly CitationView[] }) {
  if (citations.length === 0) return null;
  const byDocument = new Map<string, CitationView[]>();
  for (const citation of citations) {
    byDocument.set(citation.documentId, [...(byDocument.get(citation.documentId) ?? []), citation]);
  }
  return (
    <section aria-label="Sources" className="mt-4 border-line border-t pt-3">
      <h2 className="mb-1.5 font-medium text-ink-faint text-xs">Sources</h2>
      <ul className="space-y-1">
        {[...byDocument].map(([documentId, cited]) => {
          const [first] = cited;
          const name = first?.documentName;
          return (
            <li
              key={documentId}
              className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem]"
            >
              {name === undefined ? (
                <span className="flex min-w-0 items-center gap-1.5 text-ink-faint">
                  <FileX aria-hidden className="size-3.5 shrink-0" />
                  {first && capitalised(goneWords(first))}
                </span>
              ) : (
                <span className="flex min-w-0 items-center gap-1.5">
                  <FileText aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
                  <span className="truncate font-medium">{name}</span>
                  {first?.superseded && (
                    <span className="shrink-0 text-ink-faint">(an earlier version)</span>
                  )}
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

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
