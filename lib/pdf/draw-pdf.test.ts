import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { drawPdf } from './draw-pdf';
import type { PdfBlock } from './schema';

const AT = '2026-01-02T03:04:05.000Z';

async function drawn(blocks: PdfBlock[]) {
  const bytes = await drawPdf({ title: 'A title', footer: 'times in UTC', at: AT, blocks });
  const file = await getDocument({ data: bytes.slice(), disableFontFace: true, verbosity: 0 })
    .promise;
  const pages: string[] = [];
  const fonts = new Set<string>();
  for (let n = 1; n <= file.numPages; n++) {
    const page = await file.getPage(n);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    const { fnArray, argsArray } = await page.getOperatorList();
    fnArray.forEach((operation, index) => {
      if (operation !== OPS.setFont) return;
      const font = page.commonObjs.get(argsArray[index][0]);
      expect(font.missingFile).toBe(false);
      fonts.add(font.name);
    });
  }
  return { bytes, pages, fonts, file };
}

describe('a PDF file', () => {
  it('has the words of every script, each in a font of its own that is inside', async () => {
    const words = {
      Latin: 'Größe',
      Greek: 'Ελλάδα',
      Cyrillic: 'Москва',
      Han: '東京都',
      Hangul: '한국어',
      Thai: 'ภาษา',
      Georgian: 'ქართული',
      Armenian: 'հայերեն',
    };
    const { pages, fonts, bytes } = await drawn(
      Object.values(words).map((text) => ({ kind: 'text', text })),
    );
    const plain = pages.join('').replaceAll(' ', '');
    for (const word of Object.values(words)) expect(plain).toContain(word);
    expect(fonts.size).toBeGreaterThan(4);
    // Subsets: the fonts themselves have megabytes.
    expect(bytes.length).toBeLessThan(400_000);
  });

  it('draws scripts that are shaped or go from right to left', async () => {
    const { pages } = await drawn([
      { kind: 'text', text: 'שלום עולם' },
      { kind: 'text', text: 'السلام عليكم' },
      { kind: 'text', text: 'हिन्दी ខ្មែរ မြန်မာ தமிழ் বাংলা' },
    ]);
    expect(pages.join('')).toContain('שלום');
    expect(pages).toHaveLength(1);
  });

  it('goes on over pages, each with its number and the foot', async () => {
    const { pages, file } = await drawn([
      { kind: 'heading', level: 1, text: 'Beginning' },
      ...Array.from({ length: 120 }, (_, n): PdfBlock => ({ kind: 'text', text: `Line ${n}.` })),
    ]);
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((text, index) => {
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(text).toContain('times in UTC');
    });
    for (let n = 0; n < 120; n++) expect(pages.join(' ')).toContain(`Line ${n}.`);
    const { info } = await file.getMetadata();
    expect(info).toMatchObject({ Title: 'A title' });
  });

  it('draws tables that are longer than a page with their header on each', async () => {
    const rows = Array.from({ length: 90 }, (_, n) => [`Row ${n}`, 'words '.repeat(12), `${n}.00`]);
    const { pages } = await drawn([
      {
        kind: 'table',
        rows: [['Name', 'Text', 'Amount'], ...rows],
        align: ['left', 'left', 'right'],
      },
    ]);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('Amount');
    for (let n = 0; n < 90; n++) expect(pages.join(' ')).toContain(`Row ${n}`);
  });

  it('takes what is empty, endless or no text at all', async () => {
    const { pages } = await drawn([
      { kind: 'text', text: '' },
      { kind: 'table', rows: [[]] },
      { kind: 'code', text: `${'x'.repeat(500)}\n\ttab` },
      { kind: 'quote', text: 'one\ntwo' },
      { kind: 'item', marker: '•', text: 'item', depth: 1 },
      { kind: 'rule' },
      { kind: 'text', text: '\u0000\u0007\ud800 \u{10ffff} 🙂 ✓' },
    ]);
    expect(pages).toHaveLength(1);
  });
});
