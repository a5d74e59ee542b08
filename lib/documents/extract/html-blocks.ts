import type { DefaultTreeAdapterTypes } from 'parse5';
import type { Block } from './schema';
import { tableLines } from './table-text';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const SKIPPED = new Set(
  'script style nav template noscript head svg math canvas iframe object embed audio video select datalist button input textarea'.split(
    ' ',
  ),
);
const BLOCK = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form header hgroup hr html legend main p section summary'.split(
    ' ',
  ),
);

interface Table {
  rows: string[][];
  header?: string[];
  headerCells: number;
}

/** Walks the tree with its own stack: pages nest deeper than the call stack reaches. */
export function htmlBlocks(root: Node): Block[] {
  const writer = new BlockWriter();
  const stack: (Node | (() => void))[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'function') {
      next();
      continue;
    }
    if (next.nodeName === '#text' && 'value' in next) writer.text(next.value);
    if (!('childNodes' in next)) continue;
    if ('tagName' in next) {
      if (isHidden(next)) continue;
      const close = writer.open(next);
      if (close) stack.push(close);
    }
    for (let index = next.childNodes.length - 1; index >= 0; index--) {
      const child = next.childNodes[index];
      if (child) stack.push(child);
    }
  }
  writer.flush();
  return writer.blocks;
}

class BlockWriter {
  readonly blocks: Block[] = [];
  #inline = '';
  #list: string[] = [];
  #listDepth = 0;
  #tables: Table[] = [];
  #pre = 0;

  text(value: string): void {
    this.#inline += this.#pre > 0 ? value : value.replace(/\s+/g, ' ');
  }

  /** Returns what is to be done after the element's children. */
  open(element: Element): (() => void) | undefined {
    const name = element.tagName;
    const table = this.#tables.at(-1);
    if (name === 'br') this.#inline += '\n';
    if (name === 'img') this.text(` ${attribute(element, 'alt') ?? ''} `);
    if (name === 'table') return this.#openTable();
    if (table && name === 'tr') {
      table.rows.push([]);
      table.headerCells = 0;
      return () => closeRow(table);
    }
    if (table && (name === 'td' || name === 'th')) return this.#openCell(table, name === 'th');
    // Inside a cell everything is one line of text, whatever its markup.
    if (table) {
      if (BLOCK.has(name) || name === 'li') this.#inline += ' ';
      return undefined;
    }
    if (name === 'ul' || name === 'ol') return this.#openList();
    if (name === 'li') return this.#openItem();
    if (/^h[1-6]$/.test(name)) {
      this.flush();
      return () => this.flush({ kind: 'heading', level: Number(name[1]) });
    }
    if (name === 'pre') {
      this.flush();
      this.#pre++;
      return () => {
        this.#pre--;
        this.flush({ kind: 'code' });
      };
    }
    if (!BLOCK.has(name)) return undefined;
    if (this.#listDepth > 0) {
      this.#inline += ' ';
      return undefined;
    }
    this.flush();
    return () => this.flush();
  }

  /** Ends the running text as a block. */
  flush(as: Omit<Block, 'text'> = { kind: 'paragraph' }): void {
    const text = this.#inline;
    this.#inline = '';
    if (text.trim() === '') return;
    if (this.#listDepth > 0) this.#list.push(`${'  '.repeat(this.#listDepth - 1)}- ${text.trim()}`);
    else this.blocks.push({ ...as, text });
  }

  #openList(): () => void {
    this.flush();
    this.#listDepth++;
    return () => {
      this.flush();
      this.#listDepth--;
      if (this.#listDepth > 0 || this.#list.length === 0) return;
      this.blocks.push({ kind: 'list', text: this.#list.join('\n') });
      this.#list = [];
    };
  }

  #openItem(): () => void {
    this.flush();
    return () => this.flush();
  }

  #openTable(): () => void {
    // A table in a cell adds its text to that cell.
    if (this.#tables.length === 0) this.flush();
    const outer = this.#tables.at(-1);
    const saved = this.#inline;
    this.#inline = '';
    const table: Table = { rows: [], headerCells: 0 };
    this.#tables.push(table);
    return () => {
      this.#tables.pop();
      const text = tableLines(table.rows, table.header);
      this.#inline = saved;
      if (outer) this.#inline += ` ${text.replace(/\n/g, '; ')} `;
      else if (text !== '') this.#pushTable(text);
    };
  }

  #pushTable(text: string): void {
    if (this.#listDepth > 0) this.#list.push(text);
    else this.blocks.push({ kind: 'table', text });
  }

  #openCell(table: Table, isHeader: boolean): () => void {
    this.#inline = '';
    if (isHeader) table.headerCells++;
    return () => {
      table.rows.at(-1)?.push(this.#inline.trim());
      this.#inline = '';
    };
  }
}

/** A first row of nothing but header cells names the columns. */
function closeRow(table: Table): void {
  const row = table.rows.at(-1);
  if (!row || table.header || table.rows.length > 1) return;
  if (row.length > 1 && table.headerCells === row.length) {
    table.header = row;
    table.rows.pop();
  }
}

function isHidden(element: Element): boolean {
  if (SKIPPED.has(element.tagName)) return true;
  if (attribute(element, 'hidden') !== undefined) return true;
  if (attribute(element, 'aria-hidden') === 'true') return true;
  const style = attribute(element, 'style');
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((entry) => entry.name === name)?.value;
}
