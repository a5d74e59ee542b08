import type { Block, ExtractedPage } from './schema';
import type { Span } from './sentences';

/** Between blocks and between pages. */
const SEPARATOR = '\n\n';

export interface PlainText {
  /** The whole document as one string; every span in a document counts in it. */
  text: string;
  /** Where each page begins in it, by the page's index. */
  pageStarts: number[];
}

/** A block with its place in the plain text. */
export interface PlacedBlock extends Span {
  block: Block;
}

export function plainText(pages: ExtractedPage[]): PlainText {
  const { text, starts } = placeBlocks(pages);
  return { text, pageStarts: starts };
}

/** The same, with the blocks of each page: the viewer renders from it, the chunker cuts by it. */
export function placeBlocks(pages: ExtractedPage[]): {
  text: string;
  starts: number[];
  blocks: PlacedBlock[][];
} {
  const parts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  const blocks = pages.map((page) => {
    let first = true;
    const placed = page.blocks.map((block) => {
      if (length > 0) {
        parts.push(SEPARATOR);
        length += SEPARATOR.length;
      }
      if (first) starts.push(length);
      first = false;
      const start = length;
      parts.push(block.text);
      length += block.text.length;
      return { block, start, end: length };
    });
    if (first) starts.push(length);
    return placed;
  });
  return { text: parts.join(''), starts, blocks };
}
