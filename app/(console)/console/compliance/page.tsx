import type { Metadata } from 'next';
import { ReportView } from '@/components/compliance/report-view';
import type { Params } from '@/components/console/href';
import { clock } from '@/lib/clock';
import { readPlatformReport } from '@/lib/compliance/read-platform-report';
import { ROWS_SHOWN, reportParams } from '@/lib/compliance/schema';
import { parseRange } from '@/lib/console/range/schema';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Compliance' };

export default async function CompliancePage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const query = await searchParams;
  const range = parseRange(query, clock().now(), '30d');
  const { report: kind } = reportParams.parse(query);
  const ask = { from: range.from, to: range.to, most: ROWS_SHOWN };
  const report = await readPlatformReport(ctx, kind, ask);
  return (
    <ReportView
      report={report}
      description="Who has access to the platform, what was changed, kept, erased and where tenants’ data lies, for auditors. No content of a tenant is in it."
      path="/console/compliance"
      filePath="/api/console/compliance"
      params={query}
      range={range}
    />
  );
}
