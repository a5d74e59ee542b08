import type { PdfBlock, PdfContent } from '@/lib/pdf/schema';
import {
  type ComplianceReport,
  REPORT_TITLES,
  type ReportCell,
  type ReportSection,
  type SignedRoot,
} from './schema';
import { cellText } from './to-csv';

/** More rows make no file that somebody reads; the CSV file has them. */
const MOST_ROWS = 500;

export function toPdf(report: ComplianceReport): PdfContent {
  const title = `${REPORT_TITLES[report.kind]}: ${report.subject}`;
  return {
    title,
    footer: title,
    at: report.computedAt,
    landscape: true,
    blocks: [
      { kind: 'heading', level: 1, text: title },
      {
        kind: 'text',
        text: `Computed ${words(report.computedAt)}. What happened is of the time from ${words(report.from)} to ${words(report.to)}.`,
      },
      ...rootBlocks(report.signed),
      ...report.sections.flatMap(sectionBlocks),
    ],
  };
}

function rootBlocks(signed: SignedRoot | null): PdfBlock[] {
  if (!signed) return [{ kind: 'text', text: 'No root of the audit log was signed yet.' }];
  return [
    {
      kind: 'text',
      soft: true,
      text: `Audit log ${signed.logId}, ${signed.size} entries, signed ${words(signed.signedAt)}.\nRoot ${signed.root}\nKey ${signed.fingerprint}`,
    },
  ];
}

function sectionBlocks({ title, columns, rows, more }: ReportSection): PdfBlock[] {
  const shown = rows.slice(0, MOST_ROWS);
  const hides = more || shown.length < rows.length;
  return [
    { kind: 'heading', level: 2, text: title },
    rows.length === 0
      ? { kind: 'text', soft: true, text: 'Nothing.' }
      : { kind: 'table', rows: [columns, ...shown.map((row) => row.map(pdfCell))] },
    ...(hides
      ? [{ kind: 'text' as const, soft: true, text: `The first ${shown.length}; there are more.` }]
      : []),
  ];
}

/** Hashes are broken into groups, so that a line can end in them. */
function pdfCell(cell: ReportCell): string {
  if (cell !== null && typeof cell === 'object') return words(cell.at);
  const text = cellText(cell);
  return /^[0-9a-f]{64}$/.test(text) ? text.replace(/.{16}(?=.)/g, '$& ') : text;
}

/** The zone is said because the reader of a file has no other way to know it. */
function words(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
