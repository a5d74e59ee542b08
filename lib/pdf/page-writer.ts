import PDFDocument from 'pdfkit';
import { breakLines, type Line } from './break-lines';
import {
  BASE_FONTS,
  type BOLD_FONT,
  DEFAULT_FONT,
  type MONO_FONT,
  SCRIPT_FONTS,
} from './font-files';
import type { PdfContent } from './schema';
import { inVisualOrder, type Run, shapesItself } from './text-runs';

const MARGIN = 56;
const FOOT = 40;
const INK = '#1c1b19';
const SOFT = '#5f5b55';
const LINE = '#d5d1ca';

export interface TextStyle {
  /** Points. */
  size: number;
  font?: typeof DEFAULT_FONT | typeof BOLD_FONT | typeof MONO_FONT;
  soft?: boolean;
  /** Of the whole width; points from the left margin. */
  left?: number;
  width?: number;
  align?: 'left' | 'right';
}

const ROOM = 1.45;

/** A4 pages that are filled from top to bottom, with a foot on each. */
export class PageWriter {
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Uint8Array[] = [];
  readonly #ended: Promise<void>;
  readonly #content: PdfContent;
  readonly #widths = new Map<string, number>();
  y = MARGIN;

  constructor(content: PdfContent) {
    this.#content = content;
    const at = new Date(content.at);
    this.#doc = new PDFDocument({
      size: 'A4',
      layout: content.landscape ? 'landscape' : 'portrait',
      margin: 0,
      // Every font comes from a file: none is named that a reader must bring.
      font: BASE_FONTS[DEFAULT_FONT],
      bufferPages: true,
      info: { Title: content.title, CreationDate: at, ModDate: at, Producer: 'Tenantry' },
    });
    for (const [name, file] of Object.entries(BASE_FONTS)) this.#doc.registerFont(name, file);
    for (const { name, file } of SCRIPT_FONTS) this.#doc.registerFont(name, file);
    this.#doc.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve) => this.#doc.on('end', resolve));
  }

  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  get #bottom(): number {
    return this.#doc.page.height - MARGIN - FOOT / 2;
  }

  /** Leaves room, and none at the top of a page. */
  space(points: number): void {
    if (this.y > MARGIN) this.y += points;
  }

  /** Begins a page when fewer points are left. Says whether it did. */
  keep(points: number): boolean {
    if (this.y + points <= this.#bottom || this.y === MARGIN) return false;
    this.#doc.addPage();
    this.y = MARGIN;
    return true;
  }

  lines(text: string, style: TextStyle): Line[] {
    const width = style.width ?? this.width - (style.left ?? 0);
    return breakLines(text, width, style.font ?? DEFAULT_FONT, (run) =>
      this.#measure(run, style.size),
    );
  }

  /** Writes a text over as many pages as it takes. */
  text(text: string, style: TextStyle): void {
    for (const line of this.lines(text, style)) {
      this.keep(style.size * ROOM);
      this.line(line, style, this.y);
      this.y += style.size * ROOM;
    }
  }

  /** Writes one line at a height of the page. */
  line(line: Line, style: TextStyle, y: number): void {
    const left = MARGIN + (style.left ?? 0);
    const width = style.width ?? this.width - (style.left ?? 0);
    const taken = line.runs.reduce((sum, run) => sum + this.#measure(run, style.size), 0);
    let x = line.rightToLeft || style.align === 'right' ? left + width - taken : left;
    this.#doc.fillColor(style.soft ? SOFT : INK);
    for (const run of inVisualOrder(line.runs)) {
      this.#doc.font(run.font).fontSize(style.size);
      // The fonts differ in height: all stand on one baseline.
      const options = {
        lineBreak: false,
        baseline: 'alphabetic',
        features: featuresOf(run),
      } as const;
      if (run.text.trim() !== '') this.#doc.text(run.text, x, y + style.size * 1.1, options);
      x += this.#measure(run, style.size);
    }
  }

  /** A thin line across, or down beside what stands between two heights. */
  rule(left = 0, right = this.width): void {
    this.#stroke([MARGIN + left, this.y], [MARGIN + right, this.y]);
  }

  bar(left: number, from: number, to: number): void {
    this.#stroke([MARGIN + left, from], [MARGIN + left, to]);
  }

  /** The finished file, every page with its foot. */
  async finish(): Promise<Uint8Array> {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#doc.switchToPage(start + page);
      const y = this.#doc.page.height - MARGIN - FOOT / 4;
      const style = { size: 8, soft: true };
      const [line] = this.lines(this.#content.footer, { ...style, width: this.width - 90 });
      if (line) this.line({ ...line, rightToLeft: false }, style, y);
      const [number] = this.lines(`Page ${page + 1} of ${count}`, style);
      if (number) this.line(number, { ...style, align: 'right' }, y);
    }
    this.#doc.end();
    await this.#ended;
    return new Uint8Array(Buffer.concat(this.#chunks));
  }

  #stroke([x1, y1]: [number, number], [x2, y2]: [number, number]): void {
    this.#doc.moveTo(x1, y1).lineTo(x2, y2).lineWidth(0.7).strokeColor(LINE).stroke();
  }

  #measure(run: Run, size: number): number {
    const key = `${run.font}|${run.level & 1}|${run.text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#doc.font(run.font).fontSize(1_000);
      width = this.#doc.widthOfString(run.text, { features: featuresOf(run) }) / 1_000;
      this.#widths.set(key, width);
    }
    return width * size;
  }
}

/** With features a run is shaped as a whole, which scripts from right to left need for their order. */
function featuresOf(run: Run): PDFKit.Mixins.OpenTypeFeatures[] | undefined {
  return shapesItself(run) ? ['rtla'] : undefined;
}
