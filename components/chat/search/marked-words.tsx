import { Fragment } from 'react';
import type { Marked } from '@/lib/conversation-search/schema';

/** A text with the words that were found in it. */
export function MarkedWords({ text, marks }: Marked) {
  const ends = [0, ...marks.map(([, end]) => end)];
  return (
    <>
      {marks.map(([start, end], index) => (
        <Fragment key={start}>
          {text.slice(ends[index], start)}
          <mark className="rounded-sm bg-accent-soft font-medium text-ink">
            {text.slice(start, end)}
          </mark>
        </Fragment>
      ))}
      {text.slice(ends.at(-1))}
    </>
  );
}
