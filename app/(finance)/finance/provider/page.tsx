import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { DayRangeBar } from '@/components/finance/day-range-bar';
import { AccountTable } from '@/components/finance/provider/account-table';
import { ComparisonTable } from '@/components/finance/provider/comparison-table';
import { DIFFERENCE } from '@/components/finance/provider/difference-words';
import { ImportCard } from '@/components/finance/provider/import-card';
import { ImportList } from '@/components/finance/provider/import-list';
import { InvoiceForm } from '@/components/finance/provider/invoice-form';
import { MonthTable } from '@/components/finance/provider/month-table';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { formatCount, NO_VALUE } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Stat } from '@/components/ui/stat';
import { clock } from '@/lib/clock';
import { compareWithProvider } from '@/lib/finance/provider/compare';
import { canAskProvider } from '@/lib/finance/provider/fetch-report';
import { DIFFERENCES } from '@/lib/finance/provider/schema';
import { daysOf, financeParams, parseDays } from '@/lib/finance/schema';
import { platformPage } from '@/lib/http/page-context';
import { localNumber } from '@/lib/localized';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Provider' };

const PATH = '/finance/provider';

export default async function ProviderPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const range = parseDays(financeParams.parse(query), clock().now());
  const comparison = await compareWithProvider(ctx, range.from, range.to);
  const all = query.cells === 'all';
  const account = typeof query.account === 'string' ? query.account : '';
  const cells = comparison.cells.filter(
    (cell) =>
      (all || cell.differences.length > 0) &&
      (account === '' || cell.accounts.some(({ key }) => key === account)),
  );
  const kinds = DIFFERENCES.filter((kind) => comparison.counts[kind]);
  const { daysWithoutUsage, daysWithoutCost } = comparison;
  const days = daysOf(range).length;
  const acts = canPlatform(ctx, 'provider:import');
  const compared = daysWithoutUsage < days || daysWithoutCost < days;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Provider"
        description="The ledger of the platform’s own account beside the provider’s usage and cost reports, with the reason of every difference."
      />
      <div className="mb-6 grid grid-cols-[repeat(auto-fit,minmax(min(100%,11rem),1fr))] gap-3">
        <Stat label="Tokens captured" value={share(comparison.capturedTokens)} />
        <Stat label="Cost captured" value={share(comparison.capturedCost)} />
        <Stat label="Open differences" value={formatCount(comparison.open)} />
      </div>
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
        {account !== '' && (
          <ButtonLink size="sm" href={hrefWith(PATH, query, { account: null })}>
            API key {account}: show all
          </ButtonLink>
        )}
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
        <ComparisonTable
          cells={cells}
          compared={compared}
          assignees={acts ? comparison.assignees : undefined}
        />
      </Card>
      <Card flush className="mb-6" title="Provider by API key">
        <AccountTable accounts={comparison.accounts} path={PATH} params={query} />
      </Card>
      <Card flush className="mb-6" title="Report and invoice by month">
        <MonthTable months={comparison.months} />
      </Card>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {acts && (
          <div className="space-y-5">
            <ImportCard from={range.from} to={range.to} canFetch={canAskProvider()} />
            <Card title="Invoice" description="What the provider’s invoice of a month says.">
              <InvoiceForm month={range.to.slice(0, 7)} />
            </Card>
          </div>
        )}
        <Card flush title="Imports">
          <ImportList imports={comparison.imports} />
        </Card>
      </div>
    </PageBody>
  );
}

/** Never rounded up: 100% is all. */
function share(hundredths: number | null): string {
  if (hundredths === null) return NO_VALUE;
  return localNumber(hundredths / 10_000, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
}
