import { expect, it } from 'vitest';
import type { Block, Extracted, ExtractFormat } from './extract/schema';
import { qualityHints } from './hints';

const paragraph = (chars: number): Block => ({ kind: 'paragraph', text: 'x'.repeat(chars) });
const table = (chars: number): Block => ({ kind: 'table', text: 'x'.repeat(chars) });

function extracted(pages: Block[][], format: ExtractFormat = 'pdf'): Extracted {
  return { format, pages: pages.map((blocks, index) => ({ number: index + 1, blocks })) };
}

it('say nothing of an ordinary document', () => {
  expect(qualityHints(extracted([[paragraph(900)], [paragraph(900), table(400)]]))).toEqual([]);
});

it('name pages without text, of files that have pages, once they are more than a cover', () => {
  const text = Array.from({ length: 9 }, () => [paragraph(500)]);
  expect(qualityHints(extracted([[], ...text]))).toEqual([]);
  expect(qualityHints(extracted([[], [], [], ...text]))).toEqual(['pages_without_text']);
  expect(qualityHints(extracted([[], [], [paragraph(500)]], 'pptx'))).toEqual([]);
});

it('name what is mostly tables, and what is too short to answer from', () => {
  expect(qualityHints(extracted([[paragraph(300), table(900)]], 'xlsx'))).toEqual([
    'mostly_tables',
  ]);
  expect(qualityHints(extracted([[paragraph(20)]], 'text'))).toEqual(['too_short']);
});
