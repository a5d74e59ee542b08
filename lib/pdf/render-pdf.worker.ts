import { move } from 'piscina';
import { drawPdf } from './draw-pdf';
import type { PdfContent } from './schema';

/** Thread entry: the bytes of one file. */
export default async function render(content: PdfContent) {
  return move(await drawPdf(content));
}
