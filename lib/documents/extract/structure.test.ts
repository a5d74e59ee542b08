import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits';
import { parse } from './parse';
import { formatNumber } from './xlsx-format';

async function blocksOf(name: string, source: string): Promise<string[]> {
  const input = { bytes: strToU8(source), name, mime: '', limits: DEFAULT_LIMITS };
  const { pages } = await parse(input, () => {});
  return pages.flatMap(({ blocks }) => blocks.map((b) => `${b.kind}${b.level ?? ''}: ${b.text}`));
}

describe('structure', () => {
  it('of Markdown', async () => {
    const source = `Title\n=====\n\n> quoted *words*\n> go on\n\n~~~\n# no heading\n~~~\n| a | b |\n|---|---|\n| 1 \\| 2 | \`x\` |\n\n1. one\n\n2. two\n\n***\n<!-- a\nb --> after`;
    expect(await blocksOf('x.md', source)).toEqual([
      'heading1: Title',
      'paragraph: quoted words go on',
      'code: # no heading',
      'table: a: 1 | 2; b: x',
      'list: - one\n- two',
      'paragraph: after',
    ]);
  });

  it('of HTML: tables without a header, cells with blocks, nested tables, line breaks', async () => {
    const source = `<body>loose<div>own<br>line</div><table><tr><td><p>a</p><p>b</p></td><td><table><tr><td>in</td><td>ner</td></tr></table></td></tr></table><p aria-hidden="true">no</p><h3>T</h3>`;
    expect(await blocksOf('x.html', source)).toEqual([
      'paragraph: loose',
      'paragraph: own\nline',
      'table: a b | in | ner',
      'heading3: T',
    ]);
  });

  it('of CSV: delimiters, a title above the table, no header row', async () => {
    expect(await blocksOf('x.csv', 'Report\nname,seats\nA,1\nB,2')).toEqual([
      'paragraph: Report',
      'table: name: A; seats: 1\nname: B; seats: 2',
    ]);
    expect(await blocksOf('x.tsv', '1\t2\n3\t4')).toEqual(['table: 1 | 2\n3 | 4']);
  });

  it('of text: wrapped lines join, short lines stay', async () => {
    const wrapped = `${'word '.repeat(12)}\nends here.\n\nRoses are red,\nviolets are blue`;
    expect(await blocksOf('x.txt', wrapped)).toEqual([
      `paragraph: ${'word '.repeat(12)}ends here.`,
      'paragraph: Roses are red,\nviolets are blue',
    ]);
  });
});

describe('formatNumber', () => {
  it.each([
    ['1', 'date', false, '1900-01-01'],
    ['61', 'date', false, '1900-03-01'],
    ['46113', 'datetime', false, '2026-04-01'],
    ['0', 'date', true, '1904-01-01'],
    ['0.75', 'time', false, '18:00:00'],
    ['0.125', 'percent', false, '12.5%'],
    ['1e99', 'date', false, '1e99'],
    ['abc', 'number', false, 'abc'],
  ] as const)('%s as %s', (raw, kind, is1904, shown) => {
    expect(formatNumber(raw, kind, is1904)).toBe(shown);
  });
});
