import { drawTable } from './draw-table';
import { BOLD_FONT, MONO_FONT } from './font-files';
import { markdownBlocks } from './markdown-blocks';
import { PageWriter } from './page-writer';
import type { PdfBlock, PdfContent } from './schema';

const BODY = 10;
const HEADINGS = { 1: 18, 2: 12, 3: 10.5 } as const;
/** A heading stays with the beginning of what follows. */
const FOLLOWED = 40;
const INDENT = 16;

/** Writes the file. Pure work of the processor: `renderPdf` does it in a thread. */
export async function drawPdf(content: PdfContent): Promise<Uint8Array> {
  const page = new PageWriter(content);
  for (const block of content.blocks) draw(page, block);
  return page.finish();
}

function draw(page: PageWriter, block: PdfBlock): void {
  switch (block.kind) {
    case 'heading': {
      const size = HEADINGS[block.level];
      page.space(size);
      page.keep(size + FOLLOWED);
      page.text(block.text, { size, font: BOLD_FONT });
      page.y += 3;
      return;
    }
    case 'text':
      page.text(block.text, { size: block.soft ? BODY - 1.5 : BODY, soft: block.soft });
      page.space(6);
      return;
    case 'item': {
      const left = INDENT * (block.depth + 1);
      page.keep(BODY * 1.5);
      const [marker] = page.lines(block.marker, { size: BODY, soft: true });
      const width = INDENT + INDENT * block.depth - 4;
      if (marker) page.line(marker, { size: BODY, soft: true, width, align: 'right' }, page.y);
      page.text(block.text, { size: BODY, left });
      page.space(2);
      return;
    }
    case 'quote':
      for (const line of block.text.split('\n')) {
        const from = page.y;
        page.text(line, { size: BODY, soft: true, left: INDENT });
        // Not where the text went on over a page.
        if (page.y > from) page.bar(INDENT / 2, from, page.y);
      }
      page.space(6);
      return;
    case 'code':
      page.text(block.text, { size: BODY - 1.5, font: MONO_FONT, left: INDENT / 2 });
      page.space(6);
      return;
    case 'markdown':
      for (const each of markdownBlocks(block.text)) draw(page, each);
      return;
    case 'table':
      page.space(4);
      drawTable(page, block);
      page.space(6);
      return;
    case 'rule':
      page.space(4);
      page.rule();
      page.y += 8;
  }
}
