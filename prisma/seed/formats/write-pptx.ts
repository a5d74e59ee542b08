import PptxGenJS from 'pptxgenjs';
import { type SourceBlock, sectionsOf, titleOf } from './source-blocks';

const INK = '1F2A37';

/** A slide for each section, with a real title, bullets, tables and speaker notes. */
export async function writePptx(blocks: SourceBlock[], author: string): Promise<Uint8Array> {
  const deck = new PptxGenJS();
  deck.title = titleOf(blocks);
  deck.author = author;
  deck.layout = 'LAYOUT_16x9';
  deck.defineSlideMaster({
    title: 'PLAIN',
    objects: [
      {
        placeholder: {
          options: { name: 'title', type: 'title', x: 0.5, y: 0.3, w: 9, h: 0.8, fontSize: 28 },
          text: '',
        },
      },
    ],
    slideNumber: { x: 9.3, y: 5.2, fontSize: 10 },
  });
  for (const { title, blocks: parts } of sectionsOf(blocks)) {
    const slide = deck.addSlide({ masterName: 'PLAIN' });
    slide.addText(title, { placeholder: 'title' });
    let y = 1.3;
    for (const part of parts) {
      if (part.kind === 'notes') slide.addNotes(part.text);
      else y += addPart(slide, part, y);
    }
  }
  return (await deck.write({ outputType: 'uint8array' })) as Uint8Array;
}

/** Returns the height taken, in inches. */
function addPart(slide: PptxGenJS.Slide, part: SourceBlock, y: number): number {
  const place = { x: 0.5, y, w: 9, color: INK };
  if (part.kind === 'table') {
    const rows = part.rows.map((cells, index) =>
      cells.map((text) => ({ text, options: { bold: index === 0 } })),
    );
    slide.addTable(rows, {
      ...place,
      fontSize: 14,
      rowH: 0.4,
      border: { type: 'solid', pt: 1, color: 'C9D1DB' },
    });
    return rows.length * 0.4;
  }
  if (part.kind === 'list') {
    const h = part.items.length * 0.65;
    const lines = part.items.map((text) => ({ text, options: { bullet: true, breakLine: true } }));
    slide.addText(lines, { ...place, h, fontSize: 18, valign: 'top' });
    return h;
  }
  if (part.kind !== 'paragraph') return 0;
  slide.addText(part.text, { ...place, h: 0.6, fontSize: 18 });
  return 0.6;
}
