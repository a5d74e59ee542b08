import { blockUnits } from './chunk-units';
import { placeBlocks } from './plain-text';
import type { ExtractedPage } from './schema';
import type { Span } from './sentences';

export interface Chunk extends Span {
  /** From 0, in reading order. */
  ordinal: number;
  /** The page's number. */
  page: number;
  /** Path of the headings above, outermost first: `Benefits > Parental leave`. */
  heading?: string;
  /** `plainText(pages).text.slice(start, end)`. */
  text: string;
}

export interface ChunkOptions {
  /** Characters a chunk should have. */
  target?: number;
  /** Characters it never exceeds. */
  max?: number;
  /** Below this a chunk is too small to stand alone if its neighbour has room. */
  min?: number;
}

const HEADING_PATH = 200;

interface Draft extends Span {
  heading?: string;
}

/** Cuts a document into passages for retrieval: never across pages, and between blocks where possible. */
export function chunkPages(pages: ExtractedPage[], options: ChunkOptions = {}): Chunk[] {
  const { target = 1000, max = 1500, min = 200 } = options;
  const { text, blocks } = placeBlocks(pages);
  const path = new HeadingPath();
  const chunks: Chunk[] = [];
  pages.forEach((page, index) => {
    if (page.label !== undefined) path.restart(page.label);
    const drafts: Draft[] = [];
    let afterHeading = false;
    for (const placed of blocks[index] ?? []) {
      const isHeading = placed.block.kind === 'heading';
      if (isHeading) path.enter(placed.block.level ?? 1, placed.block.text);
      for (const unit of blockUnits(text, placed, max)) {
        const last = drafts.at(-1);
        const size = last ? last.end - last.start : 0;
        const joined = last ? unit.end - last.start : 0;
        // A heading opens a chunk, unless what stands before it is too small, and is never left alone.
        const wanted = isHeading
          ? afterHeading || size < min
          : afterHeading || size < min || joined <= target * 1.2;
        if (last && joined <= max && wanted) {
          last.end = unit.end;
          if (afterHeading) last.heading = path.text ?? last.heading;
        } else drafts.push({ ...unit, heading: path.text });
        afterHeading = isHeading;
      }
    }
    for (const { start, end, heading } of mergeSmallLast(drafts, min, max)) {
      chunks.push({
        ordinal: chunks.length,
        page: page.number,
        ...(heading === undefined ? {} : { heading }),
        start,
        end,
        text: text.slice(start, end),
      });
    }
  });
  return chunks;
}

function mergeSmallLast(drafts: Draft[], min: number, max: number): Draft[] {
  const last = drafts.at(-1);
  const before = drafts.at(-2);
  if (!last || !before || last.end - last.start >= min || last.end - before.start > max) {
    return drafts;
  }
  before.end = last.end;
  return drafts.slice(0, -1);
}

/** The headings in force, like the numbers of an outline: a new one ends all of its level and below. */
class HeadingPath {
  #label: string | undefined;
  #open: { level: number; text: string }[] = [];

  restart(label: string): void {
    this.#label = label;
    this.#open = [];
  }

  enter(level: number, text: string): void {
    this.#open = this.#open.filter((heading) => heading.level < level);
    this.#open.push({ level, text: text.replace(/\s+/g, ' ') });
  }

  get text(): string | undefined {
    const headings = this.#open.map((heading) => heading.text);
    const label = this.#label !== undefined && this.#label !== headings[0] ? [this.#label] : [];
    const path = [...label, ...headings].join(' > ');
    if (path === '') return undefined;
    // The innermost headings say most.
    return path.length <= HEADING_PATH ? path : `…${path.slice(1 - HEADING_PATH)}`;
  }
}
