import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import { type SourceBlock, titleOf } from './source-blocks';

const PAGE: [number, number] = [595, 842];
const MARGIN = 64;
const WIDTH = PAGE[0] - 2 * MARGIN;
const SIZE = 11;
const LEADING = 15.5;
const HEADING_SIZES = [22, 15, 12.5];
const INDENT = 16;

/** A4 pages in the standard fonts, which every reader has, with wrapped text and page numbers. */
export async function writePdf(blocks: SourceBlock[], author: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(titleOf(blocks));
  pdf.setAuthor(author);
  const body = await pdf.embedFont(StandardFonts.Helvetica);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  const sheet = new Sheet(pdf, body, bold);
  for (const block of blocks) sheet.write(block);
  pdf.getPages().forEach((page, index, pages) => {
    const text = `Page ${index + 1} of ${pages.length}`;
    const x = (PAGE[0] - body.widthOfTextAtSize(text, 9)) / 2;
    page.drawText(text, { x, y: 36, size: 9, font: body, color: rgb(0.4, 0.4, 0.4) });
  });
  return pdf.save();
}

class Sheet {
  readonly #pdf: PDFDocument;
  readonly #body: PDFFont;
  readonly #bold: PDFFont;
  #page: PDFPage;
  #y = PAGE[1] - MARGIN;

  constructor(pdf: PDFDocument, body: PDFFont, bold: PDFFont) {
    this.#pdf = pdf;
    this.#body = body;
    this.#bold = bold;
    this.#page = pdf.addPage(PAGE);
  }

  write(block: SourceBlock): void {
    if (block.kind === 'page') this.#turn();
    else if (block.kind === 'heading') this.#heading(block.level, block.text);
    else if (block.kind === 'table')
      throw new Error('Tables of a PDF would be read as loose words.');
    else if (block.kind === 'list') {
      block.items.forEach((item, index) => {
        this.#item(block.ordered ? `${index + 1}.` : '•', item);
      });
      this.#y -= LEADING * 0.5;
    } else {
      this.#lines(block.text, SIZE, this.#body, MARGIN, WIDTH);
      this.#y -= LEADING * 0.5;
    }
  }

  #turn(): void {
    this.#page = this.#pdf.addPage(PAGE);
    this.#y = PAGE[1] - MARGIN;
  }

  #need(height: number): void {
    if (this.#y - height < MARGIN) this.#turn();
  }

  #heading(level: number, text: string): void {
    const size = HEADING_SIZES[level - 1] ?? SIZE;
    // Never the last line of a page.
    this.#need(size * 1.4 + 3 * LEADING);
    if (this.#y < PAGE[1] - MARGIN) this.#y -= size * 0.7;
    this.#lines(text, size, this.#bold, MARGIN, WIDTH);
    this.#y -= size * 0.35;
  }

  #item(mark: string, text: string): void {
    this.#need(LEADING);
    const y = this.#y - SIZE;
    this.#page.drawText(mark, { x: MARGIN, y, size: SIZE, font: this.#body });
    this.#lines(text, SIZE, this.#body, MARGIN + INDENT, WIDTH - INDENT);
  }

  #lines(text: string, size: number, font: PDFFont, x: number, width: number): void {
    for (const line of wrap(text, size, font, width)) {
      const leading = size === SIZE ? LEADING : size * 1.25;
      this.#need(leading);
      this.#page.drawText(line, { x, y: this.#y - size, size, font });
      this.#y -= leading;
    }
  }
}

function wrap(text: string, size: number, font: PDFFont, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && font.widthOfTextAtSize(longer, size) <= width) {
      lines[lines.length - 1] = longer;
    } else lines.push(word);
  }
  return lines;
}
