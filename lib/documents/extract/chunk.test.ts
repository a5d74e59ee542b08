import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkPages } from './chunk';
import { plainText } from './plain-text';
import type { Block, BlockKind, ExtractedPage } from './schema';
import { splitSentences } from './sentences';

const page = (number: number, ...blocks: Block[]): ExtractedPage => ({ number, blocks });
const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const heading = (level: number, text: string): Block => ({ kind: 'heading', level, text });
const prose = (sentences: number) =>
  Array.from({ length: sentences }, (_, i) => `Sentence number ${i} tells of one more thing.`).join(
    ' ',
  );

const block = fc.record({
  kind: fc.constantFrom<BlockKind>('heading', 'paragraph', 'table', 'list', 'code'),
  text: fc
    .array(
      fc.oneof(
        fc.lorem({ maxCount: 30, mode: 'words' }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }),
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => parts.join('. ').trim() || 'x'),
});
const document = fc
  .array(fc.array(block, { maxLength: 8 }), { maxLength: 4 })
  .map((pages) => pages.map((blocks, index) => ({ number: index + 1, blocks })));

describe('chunkPages', () => {
  it('gives exact spans, within the limit, inside one page, that lose nothing', () => {
    fc.assert(
      fc.property(document, (pages) => {
        const { text, pageStarts } = plainText(pages);
        const chunks = chunkPages(pages);
        const solid = (value: string) => value.replace(/\s+/gu, '');
        expect(solid(chunks.map((chunk) => chunk.text).join(''))).toBe(solid(text));
        chunks.forEach((chunk, index) => {
          expect(chunk.ordinal).toBe(index);
          expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text);
          expect(chunk.text.length).toBeLessThanOrEqual(1500);
          expect(chunk.text).not.toBe('');
          expect(chunk.start).toBeGreaterThanOrEqual(pageStarts[chunk.page - 1] ?? Number.NaN);
          expect(chunk.end).toBeLessThanOrEqual(pageStarts[chunk.page] ?? text.length);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('cuts a long paragraph into two parts of about the same length, between sentences', () => {
    const chunks = chunkPages([page(1, paragraph(prose(44)))]);
    expect(chunks).toHaveLength(2);
    for (const chunk of chunks) expect(chunk.text).toMatch(/^Sentence.*thing\.$/s);
    const [first = 0, second = 0] = chunks.map((chunk) => chunk.text.length);
    expect(Math.abs(first - second)).toBeLessThan(100);
  });

  it('never exceeds the limit to come nearer to the target', () => {
    const sentence = (length: number) => `S${'x'.repeat(length - 2)}.`;
    const chunks = chunkPages([page(1, paragraph([400, 1200, 400].map(sentence).join(' ')))]);
    expect(chunks.every((chunk) => chunk.text.length <= 1500)).toBe(true);
  });

  it('keeps table rows whole', () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `City: Town ${i}; Note: ${'word '.repeat(8)}end. Yes`,
    );
    const chunks = chunkPages([page(1, { kind: 'table', text: rows.join('\n') })]);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.flatMap((chunk) => chunk.text.split('\n'))).toEqual(rows);
  });

  it('names the path of headings, starts a chunk with each, and carries it over pages', () => {
    const chunks = chunkPages([
      page(
        1,
        heading(1, 'Benefits'),
        heading(2, 'Leave'),
        paragraph(prose(15)),
        heading(2, 'Cars'),
        paragraph(prose(15)),
      ),
      page(2, paragraph(prose(10))),
    ]);
    expect(chunks.map(({ heading, page }) => [page, heading])).toEqual([
      [1, 'Benefits > Leave'],
      [1, 'Benefits > Cars'],
      [2, 'Benefits > Cars'],
    ]);
    expect(chunks[1]?.text.startsWith('Cars\n\nSentence')).toBe(true);
  });

  it('merges a small last piece, and starts anew under a sheet or slide', () => {
    const chunks = chunkPages([
      page(1, heading(1, 'Old'), paragraph(prose(24)), paragraph('Short end.')),
      { number: 2, label: 'Sheet B', blocks: [paragraph('Alone.')] },
    ]);
    expect(chunks).toHaveLength(2);
    expect(chunks[0]?.text.endsWith('Short end.')).toBe(true);
    expect(chunks[1]?.heading).toBe('Sheet B');
  });
});

describe('splitSentences', () => {
  it('does not break after abbreviations, initials and numbers', () => {
    const text =
      'Dr. J. R. Moss paid 3.50 francs, e.g. for tea. "Really?" asked Ms. Lund! See Fig. 2.';
    const parts = splitSentences(text).map(({ start, end }) => text.slice(start, end));
    expect(parts).toEqual([
      'Dr. J. R. Moss paid 3.50 francs, e.g. for tea.',
      '"Really?" asked Ms. Lund!',
      'See Fig. 2.',
    ]);
  });
});
