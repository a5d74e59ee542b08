import type { Span } from '@/components/documents/marked-text';
import type { DocumentText } from '@/lib/documents/schema';
import type { Fragment } from './locate-quote';

/** Characters around a fragment by which it is told from the same words elsewhere on its page. */
const AROUND = 80;

/** What of the cited span stands on each page, by the page's number. */
export function pageFragments(
  { text, pages }: DocumentText,
  span: Span | undefined,
): Map<number, Fragment[]> {
  const found = new Map<number, Fragment[]>();
  if (!span) return found;
  for (const page of pages) {
    const fragments = page.blocks.flatMap((block) => {
      const [start, end] = [Math.max(span.start, block.start), Math.min(span.end, block.end)];
      if (start >= end) return [];
      const before = text.slice(Math.max(page.start, start - AROUND), start);
      const after = text.slice(end, Math.min(page.end, end + AROUND));
      return [{ before, quote: text.slice(start, end), after }];
    });
    if (fragments.length > 0) found.set(page.number, fragments);
  }
  return found;
}
