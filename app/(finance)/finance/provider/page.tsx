import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { DayRangeBar } from '@/components/finance/day-range-bar';
import { ComparisonTable } from '@/components/finance/provider/comparison-table';
import { DIFFERENCE } from '@/components/finance/provider/difference-words';
import { ImportCard } from '@/components/finance/provider/import-card';
import { ImportList } from '@/components/finance/provider/import-list';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { clock } from '@/lib/clock';
import { compareWithProvider } from '@/lib/finance/provider/compare';
import { canAskProvider } from '@/lib/finance/provider/fetch-report';
import { DIFFERENCES } from '@/lib/finance/provider/schema';
import { daysOf, financeParams, parseDays } from '@/lib/finance/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Provider' };

const PATH = '/finance/provider';

export default async function ProviderPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const range = parseDays(financeParams.parse(query), clock().now());
  const comparison = await compareWithProvider(ctx, range.from, range.to);
  const all = query.cells === 'all';
  const cells = comparison.cells.filter((cell) => all || cell.differences.length > 0);
  const kinds = DIFFERENCES.filter((kind) => comparison.counts[kind]);
  const { daysWithoutUsage, daysWithoutCost } = comparison;
  const days = daysOf(range).length;
  const compared = daysWithoutUsage < days || daysWithoutCost < days;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Provider"
        description="The ledger of the platform’s own account beside the provider’s usage and cost reports, with the reason of every difference."
      />
      <DayRangeBar path={PATH} params={query} range={range} />
      {(daysWithoutUsage > 0 || daysWithoutCost > 0) && (
        <Alert
          className="mb-5"
          title="Not every day was imported"
          text={`${daysWithoutUsage} days have no usage report and ${daysWithoutCost} no cost report; of these nothing is compared.`}
        />
      )}
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SegmentedControl
          label="Rows"
          items={[
            { label: 'Differences', href: hrefWith(PATH, query, { cells: null }), active: !all },
            { label: 'All', href: hrefWith(PATH, query, { cells: 'all' }), active: all },
          ]}
        />
        {kinds.map((kind) => {
          const [tone, label] = DIFFERENCE[kind];
          return (
            <Badge key={kind} tone={tone}>
              {label}: {comparison.counts[kind]}
            </Badge>
          );
        })}
      </div>
      <Card flush className="mb-6">
        <ComparisonTable cells={cells} compared={compared} />
      </Card>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {canPlatform(ctx, 'provider:import') && (
          <ImportCard from={range.from} to={range.to} canFetch={canAskProvider()} />
        )}
        <Card flush title="Imports">
          <ImportList imports={comparison.imports} />
        </Card>
      </div>
    </PageBody>
  );
}
