import type { Block, ExtractedPage } from './schema';

/**
 * Characters nobody sees: controls, soft hyphens, zero-width marks, direction overrides and isolates,
 * language tags, variation selectors other than the emoji's. Text hidden with them would reach the
 * model but not the reader, so it goes.
 */
const HIDDEN =
  /(?![\n\t]|\p{Join_Control}|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** Joiners shape Arabic and Indic words and emoji; anywhere else they only hide. */
const STRAY_JOINER =
  /(?<!\p{Emoji_Modifier}|\p{Extended_Pictographic}\ufe0f?|(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?!\p{Extended_Pictographic}|(?!\p{Script=Latin})[\p{L}\p{M}])/gu;

const LONE_SURROGATE = /\p{Surrogate}/gu;
const LINE_BREAK = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** NFC, hidden characters gone, spaces collapsed, line breaks as `\n`, no empty lines. */
export function cleanText(raw: string): string {
  return visible(raw)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** The same for code: indentation and empty lines stay. */
export function cleanCode(raw: string): string {
  return visible(raw)
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}

function visible(raw: string): string {
  return raw
    .replace(LINE_BREAK, '\n')
    .replace(HIDDEN, '')
    .replace(STRAY_JOINER, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .normalize('NFC');
}

/** Cleans every block and label; blocks without text are dropped, pages stay for their numbers. */
export function cleanPages(pages: ExtractedPage[]): ExtractedPage[] {
  return pages.map((page) => {
    const blocks: Block[] = [];
    for (const block of page.blocks) {
      const text = block.kind === 'code' ? cleanCode(block.text) : cleanText(block.text);
      if (text !== '') blocks.push({ ...block, text });
    }
    const label = page.label === undefined ? '' : cleanText(page.label).replace(/\n/g, ' ');
    return { number: page.number, ...(label ? { label } : {}), blocks };
  });
}
