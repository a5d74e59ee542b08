import { recordAudit } from '@/lib/audit/record';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { renderPdf } from '@/lib/pdf/render-pdf';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { readPlatformReport } from './read-platform-report';
import { readReport } from './read-report';
import { type ComplianceReport, type ReportFileParams, ROWS_IN_FILE } from './schema';
import { toCsv } from './to-csv';
import { toPdf } from './to-pdf';

interface Between {
  from: string;
  to: string;
}

export interface ReportFile {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** The workspace's summary as a file; its log says who took it out. Throws `forbidden` and what `renderPdf` throws. */
export async function reportFile(
  ctx: TenantContext,
  { report: kind, format }: ReportFileParams,
  between: Between,
  signal?: AbortSignal,
): Promise<ReportFile> {
  const report = await readReport(ctx, kind, { ...between, most: ROWS_IN_FILE });
  const file = await fileOf(report, format, signal);
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'compliance.export',
      objectKind: 'workspace',
      detail: { kind, format, size: report.signed?.size ?? 0 },
    }),
  );
  return file;
}

/** The same of the platform. */
export async function platformReportFile(
  ctx: PlatformContext,
  { report: kind, format }: ReportFileParams,
  between: Between,
  signal?: AbortSignal,
): Promise<ReportFile> {
  const report = await readPlatformReport(ctx, kind, { ...between, most: ROWS_IN_FILE });
  const file = await fileOf(report, format, signal);
  await withPlatform(
    ctx,
    {
      action: 'compliance.export',
      reason: 'Took out a compliance summary',
      detail: { kind, format, size: report.signed?.size ?? 0 },
    },
    async () => undefined,
  );
  return file;
}

async function fileOf(
  report: ComplianceReport,
  format: ReportFileParams['format'],
  signal?: AbortSignal,
): Promise<ReportFile> {
  const name = `${report.kind}-${report.subject.replaceAll(' ', '-')}-${report.computedAt.slice(0, 10)}.${format}`;
  return format === 'csv'
    ? { name, mediaType: 'text/csv; charset=utf-8', bytes: Buffer.from(toCsv(report)) }
    : { name, mediaType: 'application/pdf', bytes: await renderPdf(toPdf(report), signal) };
}
