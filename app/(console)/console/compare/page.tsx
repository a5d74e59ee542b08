import { GitCompareArrows } from 'lucide-react';
import type { Metadata } from 'next';
import { CompareChoice } from '@/components/console/compare/compare-choice';
import { ComparisonCharts } from '@/components/console/compare/comparison-charts';
import { ComparisonTable } from '@/components/console/compare/comparison-table';
import { hrefWith, type Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { ViewBar } from '@/components/console/views/view-bar';
import { PageBody } from '@/components/shell/page-body';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { readComparison } from '@/lib/console/compare/read-comparison';
import { compareParams } from '@/lib/console/compare/schema';
import { parseRange } from '@/lib/console/range/schema';
import { listViews } from '@/lib/console/views/views';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Compare' };

const PATH = '/console/compare';

export default async function ComparePage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const params = await searchParams;
  const range = parseRange(params, clock().now());
  const [view, views] = await Promise.all([
    readComparison(ctx, range, compareParams.parse(params)),
    listViews(ctx, PATH),
  ]);
  const { tenants, versions, comparison } = view;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Compare"
        description="Two tenants, two spans of one, or one before and after a version of its policy."
      />
      <ViewBar views={views} path={PATH} query={hrefWith('', params, {}).slice(1)} />
      <RangeBar path={PATH} params={params} range={range} />
      <CompareChoice tenants={tenants} versions={versions} />
      {comparison ? (
        <>
          <ComparisonCharts comparison={comparison} />
          <ComparisonTable a={comparison.a} b={comparison.b} />
        </>
      ) : (
        <EmptyState
          icon={<GitCompareArrows />}
          title="Nothing to compare yet"
          text="Choose a tenant above, and what it is compared with."
        />
      )}
    </PageBody>
  );
}
