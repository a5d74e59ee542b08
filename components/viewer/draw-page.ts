import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist';
import { PdfError, withPatience } from './load-pdf';
import { type Fragment, type ItemRange, locateQuote } from './locate-quote';

/** A canvas of more pixels is drawn coarser. */
const MOST_PIXELS = 12_000_000;
const PAGE_MS = 20_000;
/** A page of more runs gets no text layer: laying it out would hold up the reader. */
const MOST_RUNS = 20_000;

export interface PageTarget {
  canvas: HTMLCanvasElement;
  text: HTMLElement;
}

export interface Drawn {
  width: number;
  height: number;
  /** False: the cited words are not where the page's text says; undefined where none were looked for. */
  marked: boolean | undefined;
}

/**
 * Draws one page and lays its text over it, the fragments marked; all of them or none. The signal stops it. Rejects with
 * `PdfError` when the page takes too long or is damaged.
 */
export async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  { canvas, text }: PageTarget,
  { scale, fragments }: { scale: number; fragments: readonly Fragment[] | undefined },
  signal: AbortSignal,
): Promise<Drawn> {
  let task: RenderTask | undefined;
  const stop = () => task?.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [page, { TextLayer }] = await Promise.all([
      withPatience(document.getPage(number), PAGE_MS),
      import('pdfjs-dist/legacy/build/pdf.mjs'),
    ]);
    signal.throwIfAborted();
    const viewport = page.getViewport({ scale });
    const { width, height } = viewport;
    const fits = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
    const density = Math.min(window.devicePixelRatio || 1, fits);
    canvas.width = Math.max(1, Math.floor(width * density));
    canvas.height = Math.max(1, Math.floor(height * density));
    task = page.render({
      canvas,
      viewport,
      ...(density === 1 ? {} : { transform: [density, 0, 0, density, 0, 0] }),
    });
    const content = await withPatience(page.getTextContent(), PAGE_MS);
    signal.throwIfAborted();
    text.replaceChildren();
    let marked: boolean | undefined;
    if (content.items.length <= MOST_RUNS) {
      const layer = new TextLayer({ textContentSource: content, container: text, viewport });
      await withPatience(layer.render(), PAGE_MS);
      const places = fragments && locateQuote(content.items, fragments);
      if (places) mark(layer.textDivs, places);
      marked = fragments && places !== undefined;
    } else marked = fragments && false;
    await withPatience(task.promise, PAGE_MS);
    page.cleanup();
    return { width, height, marked };
  } catch (error) {
    stop();
    signal.throwIfAborted();
    throw error instanceof PdfError ? error : new PdfError('damaged', { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function mark(runs: readonly HTMLElement[], places: readonly ItemRange[]): void {
  for (const [item, run] of runs.entries()) {
    const own = places.filter((each) => each.item === item).sort((a, b) => a.from - b.from);
    const words = run.textContent ?? '';
    if (own.length === 0) continue;
    const parts: (string | HTMLElement)[] = [];
    let at = 0;
    for (const { from, to } of own) {
      const cited = window.document.createElement('mark');
      cited.dataset.cited = '';
      cited.textContent = words.slice(from, to);
      parts.push(words.slice(at, from), cited);
      at = to;
    }
    run.replaceChildren(...parts, words.slice(at));
  }
}
