import type { DocumentTextBlock } from '@/lib/documents/schema';
import type { Span } from './marked-text';

/** Laid out together: some screens of text. */
const BLOCKS = 50;

/** The blocks of a page in their order, some at a time. */
export function groupsOf(blocks: readonly DocumentTextBlock[]): DocumentTextBlock[][] {
  return Array.from({ length: Math.ceil(blocks.length / BLOCKS) }, (_, index) =>
    blocks.slice(index * BLOCKS, (index + 1) * BLOCKS),
  );
}

/** Whether any of the span may lie in the group. */
export function touches(span: Span, blocks: readonly DocumentTextBlock[]): boolean {
  const [first, last] = [blocks[0], blocks.at(-1)];
  return (
    first !== undefined && last !== undefined && span.start < last.end && span.end > first.start
  );
}
