import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { type SourceBlock, titleOf } from './source-blocks';

const HEADINGS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;
const SPACING = { after: 120, line: 276 };

/** A Word document with real headings, lists, tables and page numbers. */
export async function writeDocx(blocks: SourceBlock[], author: string): Promise<Uint8Array> {
  const document = new Document({
    title: titleOf(blocks),
    creator: author,
    styles: { default: { document: { run: { font: 'Calibri', size: 22 } } } },
    numbering: {
      config: [
        {
          reference: 'ordered',
          levels: [
            {
              level: 0,
              format: LevelFormat.DECIMAL,
              text: '%1.',
              alignment: AlignmentType.START,
              style: { paragraph: { indent: { left: 720, hanging: 360 } } },
            },
          ],
        },
      ],
    },
    sections: [{ footers: { default: pageNumbers() }, children: blocks.flatMap(childrenOf) }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function pageNumbers(): Footer {
  const number = new TextRun({ children: [PageNumber.CURRENT] });
  return new Footer({
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })],
  });
}

function childrenOf(block: SourceBlock): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [
        new Paragraph({
          text: block.text,
          heading: HEADINGS[block.level - 1] ?? HeadingLevel.HEADING_4,
          spacing: { before: 240, after: 120 },
        }),
      ];
    case 'list':
      return block.items.map(
        (text) =>
          new Paragraph({
            text,
            spacing: SPACING,
            ...(block.ordered
              ? { numbering: { reference: 'ordered', level: 0 } }
              : { bullet: { level: 0 } }),
          }),
      );
    case 'table':
      return [tableOf(block.rows), new Paragraph({ text: '' })];
    case 'page':
      return [new Paragraph({ children: [new PageBreak()] })];
    default:
      return [new Paragraph({ text: block.text, spacing: SPACING })];
  }
}

function tableOf(rows: string[][]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (cells, index) =>
        new TableRow({
          tableHeader: index === 0,
          children: cells.map(
            (text) =>
              new TableCell({
                margins: { top: 40, bottom: 40, left: 80, right: 80 },
                children: [new Paragraph({ children: [new TextRun({ text, bold: index === 0 })] })],
              }),
          ),
        }),
    ),
  });
}
