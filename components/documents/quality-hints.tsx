import { Info } from 'lucide-react';
import type { QualityHint } from '@/lib/documents/schema';

const WORDS: Record<QualityHint, string> = {
  pages_without_text:
    'Some pages have no text and are in no answer. Run text recognition (OCR), then upload the result.',
  mostly_tables:
    'Mostly tables: answers quote rows as they stand. A sentence that says what a table shows helps.',
  too_short: 'Very short: there is little to answer from.',
};

/** What makes answers from a document worse than expected, with the remedy. */
export function QualityHints({ hints }: { hints: readonly QualityHint[] }) {
  if (hints.length === 0) return null;
  return (
    <ul className="max-w-80 space-y-0.5">
      {hints.map((hint) => (
        <li key={hint} className="flex gap-1.5 text-pretty text-warn text-xs leading-relaxed">
          <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {WORDS[hint]}
        </li>
      ))}
    </ul>
  );
}
