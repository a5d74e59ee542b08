import type { Extracted } from './extract/schema';
import type { QualityHint } from './schema';

const MOSTLY = 0.6;
/** About a paragraph. */
const SHORT_CHARS = 400;
/** A cover or a picture of a page is no scan. */
const EMPTY_SHARE = 0.2;

/** What of a file makes answers from it worse than its reader may expect; each with a remedy in the page. */
export function qualityHints({ format, pages }: Extracted): QualityHint[] {
  const hints: QualityHint[] = [];
  const empty = pages.filter(({ blocks }) => blocks.length === 0).length;
  if (format === 'pdf' && empty > 0 && empty >= pages.length * EMPTY_SHARE)
    hints.push('pages_without_text');
  const blocks = pages.flatMap((page) => page.blocks);
  const chars = blocks.reduce((sum, { text }) => sum + text.length, 0);
  const ofTables = blocks
    .filter(({ kind }) => kind === 'table')
    .reduce((sum, { text }) => sum + text.length, 0);
  if (ofTables > chars * MOSTLY) hints.push('mostly_tables');
  if (chars < SHORT_CHARS) hints.push('too_short');
  return hints;
}
