import type { DocumentText } from '@/lib/documents/schema';
import type { Span } from './marked-text';

/** Whether any of the span lies in a block: between blocks there is nothing to show. */
export function hasSpan({ pages }: DocumentText, span: Span): boolean {
  return pages.some((page) =>
    page.blocks.some((block) => span.start < block.end && span.end > block.start),
  );
}
