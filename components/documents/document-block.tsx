import type { DocumentTextBlock } from '@/lib/documents/schema';
import { MarkedText, type Span } from './marked-text';
import { type Cell, type Grid, tableCells } from './table-cells';

interface BlockProps {
  text: string;
  block: DocumentTextBlock;
  span: Span | undefined;
}

// The page around the document has headings of its own above these.
const TAG = ['h3', 'h4', 'h5', 'h6'] as const;
const HEADING = ['text-lg', 'text-lg', 'text-base', 'text-[0.9375rem]'];

/** One block of a document, readable: headings, tables and lists as what they are. */
export function DocumentBlock({ text, block, span }: BlockProps) {
  const { kind, start, end } = block;
  const words = <MarkedText text={text} start={start} end={end} span={span} />;
  if (kind === 'heading') {
    const level = block.level ?? 2;
    const Heading = TAG[level - 1] ?? 'h6';
    return (
      <Heading
        className={`pt-2 font-semibold leading-snug tracking-tight ${HEADING[level - 1] ?? 'text-sm'}`}
      >
        {words}
      </Heading>
    );
  }
  if (kind === 'table') {
    const grid = tableCells(text.slice(start, end), start);
    if (grid) return <GridTable text={text} grid={grid} span={span} />;
  }
  if (kind === 'code') {
    return (
      <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-[0.8125rem]">
        {words}
      </pre>
    );
  }
  if (kind === 'list') return <ListLines text={text} block={block} span={span} />;
  return <p className="whitespace-pre-line">{words}</p>;
}

function ListLines({ text, block, span }: BlockProps) {
  let at = block.start;
  const lines = text
    .slice(block.start, block.end)
    .split('\n')
    .map((line) => {
      const from = at;
      at += line.length + 1;
      // The list draws its own bullets.
      const bullet = /^\s*[-*•]\s+/.exec(line)?.[0].length ?? 0;
      return { start: from + bullet, end: from + line.length };
    });
  return (
    <ul className="list-disc space-y-1 pl-5 marker:text-ink-faint">
      {lines.map((line) => (
        <li key={line.start}>
          <MarkedText text={text} start={line.start} end={line.end} span={span} />
        </li>
      ))}
    </ul>
  );
}

function GridTable({ text, grid, span }: { text: string; grid: Grid; span: Span | undefined }) {
  const cell = (each: Cell | undefined) =>
    each && <MarkedText text={text} start={each.start} end={each.end} span={span} />;
  return (
    <section
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line"
    >
      <table className="w-full border-collapse text-[0.8125rem]">
        {grid.columns && (
          <thead className="bg-sunken">
            <tr>
              {grid.columns.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className="whitespace-nowrap border-line border-b px-3 py-2 text-left font-medium text-ink-soft"
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {grid.rows.map((row) => (
            <tr key={row.find(Boolean)?.start}>
              {row.map((each, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                <td key={index} className="min-w-16 border-line border-b px-3 py-1.5 align-top">
                  {cell(each)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
