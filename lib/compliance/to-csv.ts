import { csvRows } from '@/lib/csv';
import { type ComplianceReport, REPORT_TITLES, type ReportCell } from './schema';

/** Facts about the summary first, then each section under its title, an empty line between them. */
export function toCsv(report: ComplianceReport): string {
  const { signed } = report;
  return csvRows([
    ['summary', REPORT_TITLES[report.kind]],
    ['about', report.subject],
    ['computed_at', report.computedAt],
    ['from', report.from],
    ['to', report.to],
    ['log', signed?.logId ?? ''],
    ['log_entries', signed ? String(signed.size) : ''],
    // In digits: Base64 may begin as a formula does.
    ['log_root_hex', signed ? Buffer.from(signed.root, 'base64').toString('hex') : ''],
    ['log_signed_at', signed?.signedAt ?? ''],
    ['log_key', signed?.fingerprint ?? ''],
    ...report.sections.flatMap(({ title, columns, rows, more }) => [
      [],
      ['section', title],
      columns,
      ...rows.map((row) => row.map(cellText)),
      ...(more ? [['There are more; ask for a shorter time.']] : []),
    ]),
  ]);
}

/** Times as ISO 8601. */
export function cellText(cell: ReportCell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? cell.at : String(cell);
}
