import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReportView } from '@/components/compliance/report-view';
import type { Params } from '@/components/console/href';
import { clock } from '@/lib/clock';
import { readReport } from '@/lib/compliance/read-report';
import { ROWS_SHOWN, reportParams } from '@/lib/compliance/schema';
import { parseRange } from '@/lib/console/range/schema';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Compliance' };

interface CompliancePageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Params>;
}

export default async function CompliancePage({ params, searchParams }: CompliancePageProps) {
  const ctx = await tenantPage((await params).tenant);
  if (!can(ctx, 'compliance:read')) notFound();
  const query = await searchParams;
  const range = parseRange(query, clock().now(), '30d');
  const { report: kind } = reportParams.parse(query);
  const report = await readReport(ctx, kind, { from: range.from, to: range.to, most: ROWS_SHOWN });
  return (
    <ReportView
      report={report}
      description="Who has access, what was changed, kept, erased and where the data lies, for auditors. Nothing in it was written, uploaded or answered in this workspace."
      path={`/t/${ctx.slug}/compliance`}
      filePath={`/api/t/${ctx.slug}/compliance`}
      params={query}
      range={range}
    />
  );
}
