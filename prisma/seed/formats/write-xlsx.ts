import { strToU8, zipSync } from 'fflate';
import { type SourceBlock, type SourceSection, sectionsOf } from './source-blocks';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Indexes of the cell formats in `STYLES`. */
const BOLD = 1;
const PERCENT = 2;
/** Packed with a fixed date, so that the same source gives the same bytes. */
const PACKED_AT = new Date(2026, 0, 1);

const STYLES =
  `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>';

/** A workbook with a sheet for each section: its paragraphs as rows of one cell, then its table. */
export function writeXlsx(blocks: SourceBlock[]): Uint8Array {
  const sheets = sectionsOf(blocks);
  const parts: Record<string, string> = {
    '[Content_Types].xml':
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/>` +
      `${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${CONTENT}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets
      .map(
        ({ title }, i) =>
          `<sheet name="${escapeXml(title)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((_, i): [string, string] => ['worksheet', `worksheets/sheet${i + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': STYLES,
  };
  sheets.forEach((sheet, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] = worksheet(sheet);
  });
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  return zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, xml]) => [name, strToU8(declaration + xml)]),
    ),
    { mtime: PACKED_AT },
  );
}

function relationships(targets: [type: string, target: string][]): string {
  const entries = targets.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${entries.join('')}</Relationships>`;
}

function worksheet({ blocks }: SourceSection): string {
  const rows: string[] = [];
  const add = (cells: string[], bold = false) => {
    const number = rows.length + 1;
    const xml = cells.map((text, column) =>
      cell(`${String.fromCharCode(65 + column)}${number}`, text, bold),
    );
    rows.push(`<row r="${number}">${xml.join('')}</row>`);
  };
  for (const block of blocks) {
    if (block.kind === 'paragraph') add([block.text]);
    if (block.kind !== 'table') continue;
    add([]);
    block.rows.forEach((cells, index) => {
      add(cells, index === 0);
    });
  }
  const widths = [1, 2, 3, 4].map((n) => `<col min="${n}" max="${n}" width="28" customWidth="1"/>`);
  return `<worksheet xmlns="${MAIN}"><cols>${widths.join('')}</cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

function cell(reference: string, text: string, bold: boolean): string {
  if (/^\d+(\.\d+)?$/.test(text)) return `<c r="${reference}"><v>${text}</v></c>`;
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent) {
    // Divided as text would be: 0.07 and not 0.07000000000000001.
    const share = Number((Number(percent) / 100).toPrecision(12));
    return `<c r="${reference}" s="${PERCENT}"><v>${share}</v></c>`;
  }
  const style = bold ? ` s="${BOLD}"` : '';
  return `<c r="${reference}"${style} t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
