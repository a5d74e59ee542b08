import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BudgetBars } from '@/components/budgets/budget-bars';
import { BarChart } from '@/components/charts/bar-chart';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Stat, StatGrid } from '@/components/ui/stat';
import { CsvLink } from '@/components/usage/csv-link';
import { ExpectedCosts } from '@/components/usage/expected-costs';
import { ProjectionCard } from '@/components/usage/projection-card';
import { QuotaBars } from '@/components/usage/quota-bars';
import { usageChart } from '@/components/usage/usage-chart-rows';
import { DIMENSION_LABEL } from '@/components/usage/usage-label';
import { UsageRangeBar } from '@/components/usage/usage-range-bar';
import { UsageTable } from '@/components/usage/usage-table';
import { clock } from '@/lib/clock';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';
import { readQuotas } from '@/lib/traffic/quotas';
import { parseUsageRange } from '@/lib/usage/parse-usage-range';
import { readProjection } from '@/lib/usage/projection/read-projection';
import { readOwnBudgets } from '@/lib/usage/read-budgets';
import { readExpectedCosts } from '@/lib/usage/read-expected';
import { readUsage } from '@/lib/usage/read-usage';
import { USAGE_DIMENSIONS, usageParams } from '@/lib/usage/schema';

export const metadata: Metadata = { title: 'Usage' };

interface UsagePageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Params>;
}

export default async function UsagePage({ params, searchParams }: UsagePageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'usage:read')) notFound();
  const query = await searchParams;
  const { by } = usageParams.parse(query);
  const range = parseUsageRange(query, clock().now(), ctx.timeZone);
  const [report, budgets, quotas, expected, projection] = await Promise.all([
    readUsage(ctx, by, range),
    readOwnBudgets(ctx),
    readQuotas(ctx),
    readExpectedCosts(ctx),
    readProjection(ctx),
  ]);
  const { totals } = report;
  const path = `/t/${ctx.slug}/usage`;
  const { rows, series } = usageChart(
    report,
    by,
    range.steps.map((step) => step.at),
  );
  return (
    <PageBody>
      <PageHeader
        title="Usage"
        description="What this workspace asked, and its price in US dollars, from the ledger."
        actions={
          <ButtonLink href={`/t/${ctx.slug}/usage/statement`} size="sm">
            Monthly statement
          </ButtonLink>
        }
      />
      <Card title="Budgets" description="In force now, whatever range is shown" className="mb-6">
        <div className="[&>ul]:grid [&>ul]:gap-x-10 [&>ul]:gap-y-5 [&>ul]:space-y-0 md:[&>ul]:grid-cols-3 md:[&_li>div:first-child]:flex-col">
          <BudgetBars budgets={budgets} timeZone={ctx.timeZone} />
        </div>
      </Card>
      <Card title="Resources" description="What the plan limits beside requests" className="mb-6">
        <div className="[&>ul]:grid [&>ul]:gap-x-10 [&>ul]:gap-y-5 [&>ul]:space-y-0 md:[&>ul]:grid-cols-3 md:[&_li>div:first-child]:flex-col">
          <QuotaBars quotas={quotas} timeZone={ctx.timeZone} />
        </div>
      </Card>
      <Card
        title="A call in a chat"
        description="What one will probably cost, by your own last 50 in 31 days; a budget holds more until it has ended"
        className="mb-6"
      >
        <ExpectedCosts costs={expected} />
      </Card>
      <ProjectionCard projection={projection} timeZone={ctx.timeZone} />
      <UsageRangeBar path={path} params={query} range={range} />
      <StatGrid className="mb-6">
        <Stat label="Requests" value={formatCount(totals.requests)} />
        <Stat
          label="Input tokens"
          value={formatCount(totals.inputTokens)}
          hint={
            report.embeddingTokens > 0 &&
            `Of which embedding ${formatCount(report.embeddingTokens)}`
          }
        />
        <Stat label="Output tokens" value={formatCount(totals.outputTokens)} />
        <Stat
          label="Price"
          value={<Money nano={totals.priceNano} />}
          hint="Summed from the ledger"
        />
      </StatGrid>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        <SegmentedControl
          label="Grouped by"
          items={USAGE_DIMENSIONS.map((each) => ({
            label: `By ${DIMENSION_LABEL[each].toLowerCase()}`,
            href: hrefWith(path, query, { by: each }),
            active: each === by,
          }))}
        />
        <CsvLink href={hrefWith(`/api/t/${ctx.slug}/usage.csv`, query, {})} />
      </div>
      <BarChart
        title={
          by === 'day'
            ? `Price by ${range.step}`
            : `Price by ${range.step} and ${DIMENSION_LABEL[by].toLowerCase()}`
        }
        description="From the ledger"
        rowLabel={range.step === 'day' ? 'Day' : 'Hour'}
        rows={rows}
        series={series}
        timeZone={range.timeZone}
        className="mb-6"
      />
      <Card flush title={`By ${DIMENSION_LABEL[by].toLowerCase()}`}>
        <UsageTable report={report} by={by} />
      </Card>
    </PageBody>
  );
}
