import { decodeText } from './decode-text';
import type { Block, Extracted } from './schema';
import { tableLines } from './table-text';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const ITEM = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;

/** CommonMark's blocks with GitHub's tables. Markup is taken off, comments are left out, HTML stays as written. */
export function extractMarkdown(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes).replace(/\r\n?/g, '\n');
  const matter = /^\ufeff?---\n([\s\S]*?)\n---(?:\n|$)/.exec(source);
  const body = source.slice(matter?.[0].length ?? 0);
  const blocks = new MarkdownReader(body.split('\n')).read();
  const named = /^title:\s*["']?(.*?)["']?\s*$/m.exec(matter?.[1] ?? '')?.[1];
  const first = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  const title = named || first?.text;
  return { format: 'markdown', ...(title ? { title } : {}), pages: [{ number: 1, blocks }] };
}

class MarkdownReader {
  readonly #lines: string[];
  readonly #blocks: Block[] = [];
  #at = 0;
  #paragraph: string[] = [];

  constructor(lines: string[]) {
    this.#lines = lines;
  }

  read(): Block[] {
    while (this.#at < this.#lines.length) this.#line(this.#lines[this.#at] ?? '');
    this.#endParagraph();
    return this.#blocks;
  }

  #line(raw: string): void {
    const fence = FENCE.exec(raw)?.[1];
    const line = raw.replace(/^ {0,3}(?:> ?)+/, '');
    const next = this.#lines[this.#at + 1] ?? '';
    const heading = HEADING.exec(line);
    if (fence) this.#code(fence);
    else if (raw.trimStart().startsWith('<!--')) this.#comment();
    else if (heading) this.#heading(heading[1]?.length ?? 1, heading[2] ?? '');
    else if (this.#paragraph.length === 0 && isUnderlined(line, next)) {
      this.#at++;
      this.#heading(next.trim().startsWith('=') ? 1 : 2, line);
    } else if (line.includes('|') && next.includes('-') && TABLE_RULE.test(next)) this.#table();
    else if (this.#paragraph.length === 0 && ITEM.test(line) && !RULE.test(line)) this.#list();
    else {
      if (line.trim() === '' || RULE.test(line)) this.#endParagraph();
      else this.#paragraph.push(line);
      this.#at++;
    }
  }

  #heading(level: number, text: string): void {
    this.#endParagraph();
    this.#blocks.push({ kind: 'heading', level, text: inline(text) });
    this.#at++;
  }

  #endParagraph(): void {
    const text = inline(this.#paragraph.map((line) => line.trim()).join(' '));
    this.#paragraph = [];
    if (text.trim()) this.#blocks.push({ kind: 'paragraph', text });
  }

  #code(fence: string): void {
    this.#endParagraph();
    const lines: string[] = [];
    for (this.#at++; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? '';
      if (line.trim().startsWith(fence)) break;
      lines.push(line);
    }
    this.#at++;
    this.#blocks.push({ kind: 'code', text: lines.join('\n') });
  }

  #comment(): void {
    while (this.#at < this.#lines.length && !this.#lines[this.#at]?.includes('-->')) this.#at++;
    this.#lines[this.#at] = (this.#lines[this.#at] ?? '').replace(/^.*?-->/, '');
  }

  #table(): void {
    this.#endParagraph();
    const header = cells(this.#lines[this.#at] ?? '');
    const rows: string[][] = [];
    for (this.#at += 2; this.#lines[this.#at]?.includes('|'); this.#at++) {
      rows.push(cells(this.#lines[this.#at] ?? ''));
    }
    const text = rows.length > 0 ? tableLines(rows, header) : tableLines([header]);
    this.#blocks.push({ kind: 'table', text });
  }

  #list(): void {
    const items: string[] = [];
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? '';
      const item = ITEM.exec(line);
      if (item) items.push(`- ${inline(item[2] ?? '')}`);
      else if (/^\s+\S/.test(line) && !FENCE.test(line)) {
        items.push(`${items.pop() ?? ''} ${inline(line.trim())}`);
      } else if (line.trim() !== '' || !ITEM.test(this.#lines[this.#at + 1] ?? '')) break;
    }
    this.#blocks.push({ kind: 'list', text: items.join('\n') });
  }
}

/** A heading in the older form, with a row of `=` or `-` below it. */
function isUnderlined(line: string, next: string): boolean {
  const plain = line.trim() !== '' && !ITEM.test(line) && !line.includes('|');
  return plain && /^ {0,3}(=+|-+)\s*$/.test(next);
}

function cells(line: string): string[] {
  const bare = line.trim().replace(/^\||(?<!\\)\|$/g, '');
  return bare.split(/(?<!\\)\|/).map((cell) => inline(cell.replaceAll('\\|', '|').trim()));
}

/** Words without their markup: emphasis, code marks, links (the text stays), pictures (their description). */
function inline(text: string): string {
  return text
    .replace(/<!--.*?-->/g, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/(`+)(.+?)\1/g, '$2')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|>~])/g, '$1');
}
