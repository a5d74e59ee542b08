import { lexer, type Token, type Tokens } from 'marked';
import type { PdfBlock } from '@/lib/pdf/schema';

/** Characters of private use around a marker's number while Markdown is read, so that it is no Markdown itself. */
const MARK = ['\ue000', '\ue001'] as const;
const MARKER = new RegExp(`${MARK[0]}(\\d+)${MARK[1]}`, 'g');

/** What Markdown says, as blocks of a page. Raw HTML is shown as it is written; images by what they are of. */
export function markdownBlocks(markdown: string): PdfBlock[] {
  try {
    return blocksOf(lexer(markdown, { gfm: true }), 0).map(bracketed);
  } catch (error) {
    // Nested so deeply that nobody would read it: shown as it is written.
    if (!(error instanceof RangeError)) throw error;
    return [bracketed({ kind: 'text', text: markdown })];
  }
}

/** The text's marker of a source, to be shown as its number in brackets. */
export function sourceMark(ordinal: number): string {
  return `${MARK[0]}${ordinal}${MARK[1]}`;
}

function bracketed(block: PdfBlock): PdfBlock {
  const brackets = (text: string) => text.replace(MARKER, '[$1]');
  if (block.kind === 'rule') return block;
  if (block.kind === 'table') return { ...block, rows: block.rows.map((row) => row.map(brackets)) };
  return { ...block, text: brackets(block.text) };
}

function blocksOf(tokens: readonly Token[], depth: number): PdfBlock[] {
  return tokens.flatMap((token) => blockOf(token as Tokens.Generic, depth));
}

function blockOf(token: Tokens.Generic, depth: number): PdfBlock[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: 3, text: inline(token) }];
    case 'hr':
      return [{ kind: 'rule' }];
    case 'code':
      return [{ kind: 'code', text: token.text }];
    case 'blockquote':
      return [{ kind: 'quote', text: wordsOf(token.tokens ?? [], depth) }];
    case 'list':
      return listBlocks(token as Tokens.List, depth);
    case 'table':
      return [tableBlock(token as Tokens.Table)];
    default:
      return [{ kind: 'text', text: inline(token) }];
  }
}

function listBlocks(list: Tokens.List, depth: number): PdfBlock[] {
  const first = list.start === '' ? 1 : list.start;
  return list.items.flatMap((item, index) => {
    const inner = item.tokens.filter(({ type }) => type !== 'list' && type !== 'checkbox');
    const nested = item.tokens.filter(({ type }) => type === 'list');
    const marker = item.task
      ? item.checked
        ? '☑'
        : '☐'
      : list.ordered
        ? `${first + index}.`
        : '•';
    const text = wordsOf(inner, depth);
    return [{ kind: 'item', marker, text, depth }, ...blocksOf(nested, depth + 1)];
  });
}

function tableBlock(table: Tokens.Table): PdfBlock {
  return {
    kind: 'table',
    rows: [table.header, ...table.rows].map((row) => row.map((cell) => inline(cell))),
    align: table.align.map((align) => (align === 'right' ? 'right' : 'left')),
  };
}

/** The words of blocks inside a quote or an item, a line each. */
function wordsOf(tokens: readonly Token[], depth: number): string {
  return blocksOf(tokens, depth)
    .flatMap((block) => {
      if (block.kind === 'table') return block.rows.map((row) => row.join(' | '));
      if (block.kind === 'item') return [`${block.marker} ${block.text}`];
      return 'text' in block ? [block.text] : [];
    })
    .join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The plain words of a line. */
function inline(token: { tokens?: Token[]; text?: string }): string {
  if (!token.tokens)
    return (token.text ?? '').replace(
      /&(?:amp|lt|gt|quot|#39);/g,
      (each) => ENTITIES[each] ?? each,
    );
  return token.tokens
    .map((each) => {
      const part = each as Tokens.Generic;
      if (part.type === 'br') return '\n';
      if (part.type === 'codespan') return part.text;
      const text = inline(part);
      if (part.type === 'link' && part.href !== text && part.href !== `mailto:${text}`)
        return `${text} (${part.href})`;
      return text;
    })
    .join('');
}
