import { hrefWith, type Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { type ComplianceReport, REPORT_TITLES, REPORTS } from '@/lib/compliance/schema';
import type { TimeRange } from '@/lib/console/range/schema';
import { FileLinks } from './file-links';
import { SectionTable } from './section-table';
import { SignedRootFacts } from './signed-root-facts';

interface ReportViewProps {
  report: ComplianceReport;
  description: string;
  /** Of the page, and of its files. */
  path: string;
  filePath: string;
  params: Params;
  range: TimeRange;
}

/** A compliance summary with the ways to the others and to its files. */
export function ReportView({
  report,
  description,
  path,
  filePath,
  params,
  range,
}: ReportViewProps) {
  const file = (format: 'pdf' | 'csv') =>
    hrefWith(filePath, {}, { report: report.kind, format, from: range.from, to: range.to });
  return (
    <PageBody width="wide">
      <PageHeader
        title="Compliance"
        description={description}
        actions={<FileLinks pdf={file('pdf')} csv={file('csv')} />}
      />
      <div className="mb-4">
        <SegmentedControl
          label="Summary"
          items={REPORTS.map((kind) => ({
            label: REPORT_TITLES[kind],
            href: hrefWith(path, params, { report: kind }),
            active: kind === report.kind,
          }))}
        />
      </div>
      <RangeBar path={path} params={params} range={range} />
      <SignedRootFacts signed={report.signed} />
      <div className="space-y-6">
        {report.sections.map((section) => (
          <Card key={section.title} aria-label={section.title} title={section.title}>
            <SectionTable section={section} />
          </Card>
        ))}
      </div>
    </PageBody>
  );
}
