/** One part of a source document. */
export type SourceBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; rows: [header: string[], ...body: string[][]] }
  | { kind: 'notes'; text: string }
  | { kind: 'page' };

/**
 * Reads the few forms of Markdown that the sources use, in which blocks are parted by empty lines:
 * `#` headings, paragraphs, `-` and `1.` lists, tables, `>` speaker notes and `---` for a new page.
 */
export function parseSource(source: string): SourceBlock[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .map(parseBlock);
}

function parseBlock(part: string): SourceBlock {
  const lines = part.split('\n').map((line) => line.trim());
  const first = lines[0] ?? '';
  const heading = /^(#{1,6}) (.+)$/.exec(first);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  if (first === '---') return { kind: 'page' };
  if (first.startsWith('> ')) {
    return { kind: 'notes', text: lines.map((line) => line.replace(/^> /, '')).join(' ') };
  }
  if (first.startsWith('|')) {
    const [header = [], , ...body] = lines.map(cellsOf);
    return { kind: 'table', rows: [header, ...body] };
  }
  const item = /^(?:-|\d+\.) /;
  if (item.test(first)) {
    const items = lines.map((line) => line.replace(item, ''));
    return { kind: 'list', ordered: !first.startsWith('-'), items };
  }
  return { kind: 'paragraph', text: lines.join(' ') };
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

export interface SourceSection {
  title: string;
  blocks: SourceBlock[];
}

/** What stands under each first-level heading: a slide or a sheet. */
export function sectionsOf(blocks: SourceBlock[]): SourceSection[] {
  const sections: SourceSection[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading' && block.level === 1) {
      sections.push({ title: block.text, blocks: [] });
    } else sections.at(-1)?.blocks.push(block);
  }
  return sections;
}

export function titleOf(blocks: SourceBlock[]): string {
  const heading = blocks.find((block) => block.kind === 'heading');
  if (heading?.kind !== 'heading') throw new Error('A source begins with its title.');
  return heading.text;
}
