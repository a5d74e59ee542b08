'use client';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { formatPercent } from '@/components/ui/format';
import type { PassageUse, WhyPassage } from '@/lib/answer-trace/schema';
import { useSource } from '../use-source';

const USES: Record<PassageUse, { words: string; tone: 'accent' | 'neutral' }> = {
  cited: { words: 'Cited', tone: 'accent' },
  given: { words: 'Read, not cited', tone: 'neutral' },
  left_out: { words: 'Left out: no room', tone: 'neutral' },
};

interface WhyPassagesProps {
  passages: readonly WhyPassage[] | undefined;
  onOpen: () => void;
}

/** What was found for the question, best first, used or not. */
export function WhyPassages({ passages, onOpen }: WhyPassagesProps) {
  const { open } = useSource();
  if (!passages)
    return (
      <p className="text-ink-soft">
        This answer is from before passages were kept. Its citations say what it rests on.
      </p>
    );
  if (passages.length === 0)
    return <p className="text-ink-soft">Nothing relevant was found in the documents.</p>;
  return (
    <ol className="space-y-4">
      {passages.map((passage, index) => {
        const { use, documentId, documentName, heading, page, start, end, excerpt } = passage;
        return (
          <li
            key={`${documentId} ${start}`}
            className="min-w-0 border-line border-b pb-3 last:border-0"
          >
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="tabular text-ink-faint">{index + 1}.</span>
              <span className="min-w-0 font-medium [overflow-wrap:anywhere]">
                {documentName ?? 'No longer available'}
              </span>
              {documentName && <span className="text-ink-soft">page {page}</span>}
              <Badge tone={USES[use].tone}>{USES[use].words}</Badge>
            </p>
            {heading && <p className="mt-1 text-ink-soft">{heading}</p>}
            {excerpt && (
              <p className="mt-1 text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">
                {excerpt}
              </p>
            )}
            <p className="tabular mt-1 flex flex-wrap gap-x-3 text-ink-faint text-xs">
              <span>Relevance {formatPercent(passage.score)}</span>
              <span>Words {passage.bm25.toFixed(1)}</span>
              <span>Meaning {passage.dense.toFixed(2)}</span>
            </p>
            {documentName && (
              <Button
                variant="link"
                size="sm"
                onClick={() => {
                  onOpen();
                  open({ documentId, start, end });
                }}
              >
                Open the passage
                <span className="sr-only"> of {documentName}</span>
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
