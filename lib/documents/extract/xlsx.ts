import { ExtractError } from './extract-error';
import type { Limits } from './limits';
import { readXml, relationships } from './office-xml';
import type { Extracted, ExtractedPage } from './schema';
import { gridBlocks } from './table-text';
import { formatNumber, type NumberKind, readStyles } from './xlsx-format';
import { ZipArchive } from './zip-archive';

const WORKBOOK = 'xl/workbook.xml';

interface Workbook {
  strings: string[];
  kinds: NumberKind[];
  is1904: boolean;
}

/** Visible sheets in their order with the values last computed; formulas are not evaluated. */
export function extractXlsx(
  bytes: Uint8Array,
  limits: Limits,
  onProgress: (done: number, total: number) => void,
): Extracted {
  const archive = ZipArchive.open(bytes, limits);
  const part = archive.read(WORKBOOK);
  if (!part) throw new ExtractError('corrupt');
  const targets = relationships(archive, WORKBOOK);
  const sheets: { name: string; target: string }[] = [];
  const book: Workbook = { strings: [], kinds: [], is1904: false };
  readXml(part, {
    open(name, attribute) {
      if (name === 'workbookPr') book.is1904 = /^(1|true)$/.test(attribute('date1904') ?? '');
      const target = name === 'sheet' ? targets.get(attribute(':id') ?? '') : undefined;
      if (target?.type !== 'worksheet' || (attribute('state') ?? 'visible') !== 'visible') return;
      sheets.push({ name: attribute('name') ?? '', target: target.target });
    },
  });
  for (const { target, type } of targets.values()) {
    if (type === 'sharedStrings') book.strings = readStrings(archive.read(target));
    if (type === 'styles') book.kinds = readStyles(archive.read(target));
  }
  const pages: ExtractedPage[] = sheets.map(({ name, target }, index) => {
    const sheet = archive.read(target);
    const blocks = sheet ? gridBlocks(readRows(sheet, book)) : [];
    onProgress(index + 1, sheets.length);
    return { number: index + 1, label: name, blocks };
  });
  return { format: 'xlsx', pages };
}

/** Shared strings in their order; phonetic hints are not part of the text. */
function readStrings(part: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  if (!part) return strings;
  let inText = false;
  let phonetic = false;
  readXml(part, {
    open(name) {
      if (name === 'si') strings.push('');
      if (name === 'rPh') phonetic = true;
      if (name === 't') inText = !phonetic;
    },
    text(text) {
      if (inText) strings[strings.length - 1] += text;
    },
    close(name) {
      if (name === 'rPh') phonetic = false;
      if (name === 't') inText = false;
    },
  });
  return strings;
}

/** Rows are sparse: a cell in the last column costs no more than one in the first. */
function readRows(sheet: Uint8Array, book: Workbook): string[][] {
  const rows: string[][] = [];
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let inValue = false;
  readXml(sheet, {
    open(name, attribute) {
      if (name === 'row') {
        rows.push([]);
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attribute('r')) ?? column + 1;
        type = attribute('t') ?? 'n';
        style = Number(attribute('s') ?? 0);
        value = '';
      }
      inValue = name === 'v' || name === 't';
    },
    text(text) {
      if (inValue) value += text;
    },
    close(name) {
      inValue = false;
      const row = rows.at(-1);
      if (name === 'c' && row && value !== '') row[column] = display(value, type, style, book);
    },
  });
  return rows;
}

function display(value: string, type: string, style: number, book: Workbook): string {
  if (type === 's') return book.strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type === 'n') return formatNumber(value, book.kinds[style] ?? 'number', book.is1904);
  return value;
}

/** `AB12` is column 27; undefined without a reference. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
