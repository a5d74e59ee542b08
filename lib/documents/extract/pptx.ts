import { ExtractError } from './extract-error';
import type { Limits } from './limits';
import { readXml, relationships } from './office-xml';
import type { Block, Extracted, ExtractedPage } from './schema';
import { tableLines } from './table-text';
import { ZipArchive } from './zip-archive';

const PRESENTATION = 'ppt/presentation.xml';
/** Placeholders whose text is the same on every slide. */
const FURNITURE = new Set(['sldNum', 'dt', 'ftr', 'hdr']);

interface Shape {
  placeholder?: string;
  paragraphs: string[];
}

/** Slides in their order, titles as headings, speaker notes after the slide's own text. Hidden slides are left out. */
export function extractPptx(
  bytes: Uint8Array,
  limits: Limits,
  onProgress: (done: number, total: number) => void,
): Extracted {
  const archive = ZipArchive.open(bytes, limits);
  const presentation = archive.read(PRESENTATION);
  if (!presentation) throw new ExtractError('corrupt');
  const targets = relationships(archive, PRESENTATION);
  const slides: string[] = [];
  readXml(presentation, {
    open(name, attribute) {
      const id = name === 'sldId' ? attribute(':id') : undefined;
      const target = id === undefined ? undefined : targets.get(id)?.target;
      if (target) slides.push(target);
    },
  });
  const pages: ExtractedPage[] = [];
  slides.forEach((part, index) => {
    const page = readSlide(archive, part, index + 1);
    if (page) pages.push(page);
    onProgress(index + 1, slides.length);
  });
  const title = pages[0]?.label;
  return { format: 'pptx', ...(title ? { title } : {}), pages };
}

function readSlide(archive: ZipArchive, part: string, number: number): ExtractedPage | undefined {
  const slide = archive.read(part);
  if (!slide) return undefined;
  const content = readShapes(slide);
  if (content.hidden) return undefined;
  const isTitle = (shape: Shape) => /^(ctrT|t)itle$/.test(shape.placeholder ?? '');
  const title = content.shapes.find(isTitle)?.paragraphs.join(' ').trim();
  const blocks: Block[] = title ? [{ kind: 'heading', level: 1, text: title }] : [];
  for (const shape of content.shapes) if (!isTitle(shape)) blocks.push(...shapeBlocks(shape));
  for (const rows of content.tables) blocks.push({ kind: 'table', text: tableOf(rows) });
  for (const { target, type } of relationships(archive, part).values()) {
    const notes = type === 'notesSlide' ? archive.read(target) : undefined;
    if (!notes) continue;
    const text = readShapes(notes)
      .shapes.filter((shape) => shape.placeholder === 'body')
      .flatMap((shape) => shape.paragraphs)
      .join(' ');
    if (text.trim()) blocks.push({ kind: 'paragraph', text: `Notes: ${text}` });
  }
  return { number, ...(title ? { label: title } : {}), blocks };
}

function shapeBlocks(shape: Shape): Block[] {
  const lines = shape.paragraphs.filter((line) => line.trim() !== '');
  if (lines.length === 0 || FURNITURE.has(shape.placeholder ?? '')) return [];
  if (lines.length === 1) return [{ kind: 'paragraph', text: lines[0] ?? '' }];
  return [{ kind: 'list', text: lines.map((line) => `- ${line.trim()}`).join('\n') }];
}

function tableOf(rows: string[][]): string {
  return rows.length > 1 ? tableLines(rows.slice(1), rows[0]) : tableLines(rows);
}

function readShapes(slide: Uint8Array): {
  shapes: Shape[];
  tables: string[][][];
  hidden: boolean;
} {
  const shapes: Shape[] = [];
  const tables: string[][][] = [];
  let hidden = false;
  let inText = false;
  let fallback = 0;
  let cell: string[] | undefined;
  const lines = () => cell ?? shapes.at(-1)?.paragraphs;
  const append = (text: string) => {
    const target = lines();
    if (target && target.length > 0) target[target.length - 1] += text;
  };
  readXml(slide, {
    open(name, attribute) {
      // The same content again, for programs that do not know its newer form.
      if (name === 'Fallback') fallback++;
      if (fallback > 0) return;
      if (name === 'sld') hidden = attribute('show') === '0';
      else if (name === 'sp') shapes.push({ paragraphs: [] });
      else if (name === 'ph') {
        const shape = shapes.at(-1);
        if (shape) shape.placeholder = attribute('type') ?? 'object';
      } else if (name === 'tbl') tables.push([]);
      else if (name === 'tr') tables.at(-1)?.push([]);
      else if (name === 'tc') cell = [];
      else if (name === 'p') lines()?.push('');
      else if (name === 'br') append(' ');
      else if (name === 't') inText = true;
    },
    text(text) {
      if (inText) append(text);
    },
    close(name) {
      if (name === 'Fallback') fallback--;
      if (name === 't') inText = false;
      if (name !== 'tc' || !cell) return;
      tables.at(-1)?.at(-1)?.push(cell.join(' '));
      cell = undefined;
    },
  });
  return { shapes, tables, hidden };
}
