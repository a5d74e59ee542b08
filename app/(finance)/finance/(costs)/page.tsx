import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { KeptBills } from '@/components/console/lifecycle/kept-bills';
import { Money } from '@/components/console/money';
import { BooksBadge } from '@/components/finance/books-badge';
import { CostChart } from '@/components/finance/cost-chart';
import { costChart, MEASURES, type Measure } from '@/components/finance/cost-chart-rows';
import { CostTable, DIMENSION_LABEL } from '@/components/finance/cost-table';
import { DayRangeBar } from '@/components/finance/day-range-bar';
import { ErasedCostsCard } from '@/components/finance/erased-costs-card';
import { FinanceFilters } from '@/components/finance/finance-filters';
import { marginShare } from '@/components/finance/sum-cells';
import { PageBody } from '@/components/shell/page-body';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatCompact, formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Stat, StatGrid } from '@/components/ui/stat';
import { clock } from '@/lib/clock';
import { readChecks } from '@/lib/finance/books/read-checks';
import { readCosts } from '@/lib/finance/read-costs';
import { readErasedBills } from '@/lib/finance/read-erased-bills';
import { readErasedCosts } from '@/lib/finance/read-erased-costs';
import { DIMENSIONS, daysOf, financeParams, ledgerFilter, parseDays } from '@/lib/finance/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Costs' };

const PATH = '/finance';
const MEASURE_LABEL: Record<Measure, string> = { price: 'Price', cost: 'Cost', margin: 'Margin' };

export default async function CostsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const params = financeParams.parse(query);
  const range = parseDays(params, clock().now());
  const { by } = params;
  const report = await readCosts(ctx, by, ledgerFilter(params, range));
  const [erased, bills, checks] = await Promise.all([
    readErasedCosts(ctx, range),
    readErasedBills(ctx, range),
    readChecks(ctx),
  ]);
  const measure = MEASURES.find((each) => each === query.measure) ?? 'price';
  const chart = costChart(report, by, measure, daysOf(range));
  const { totals } = report;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Costs"
        description="What the provider charges, what tenants are charged, and what remains. Every number is a sum of ledger rows. The self-test’s tenants are left out: what they use is the platform’s own cost."
        actions={<BooksBadge checks={checks} form="aged" />}
      />
      <DayRangeBar path={PATH} params={query} range={range} />
      <FinanceFilters choices={report.choices} />
      <StatGrid className="mb-6">
        <Stat
          label="Price"
          value={<Money nano={totals.priceNano} />}
          hint={
            report.adjustmentsNano !== '0' && (
              <>
                Adjustments of months <Money nano={report.adjustmentsNano} /> beside it
              </>
            )
          }
        />
        <Stat label="Cost" value={<Money nano={totals.costNano} />} />
        <Stat
          label="Margin"
          value={<Money nano={totals.marginNano} />}
          hint={`${marginShare(totals)} of price`}
        />
        <Stat label="Calls" value={formatCount(totals.calls)} />
        <Stat
          label="Tokens"
          value={formatCompact(totals.inputTokens + totals.outputTokens)}
          hint={`${formatCompact(totals.inputTokens)} in · ${formatCompact(totals.outputTokens)} out`}
        />
      </StatGrid>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SegmentedControl
          label="Group by"
          items={DIMENSIONS.map((each) => ({
            label: DIMENSION_LABEL[each],
            href: hrefWith(PATH, query, { by: each }),
            active: each === by,
          }))}
        />
        <SegmentedControl
          label="Amount in the chart"
          items={MEASURES.map((each) => ({
            label: MEASURE_LABEL[each],
            href: hrefWith(PATH, query, { measure: each }),
            active: each === measure,
          }))}
        />
      </div>
      <CostChart
        title={`${MEASURE_LABEL[measure]} by ${by === 'day' ? 'day' : `day and ${by}`}`}
        rows={report.rows.length === 0 ? [] : chart.rows}
        series={chart.series}
        params={query}
      />
      <Card
        title={`By ${by}`}
        flush
        actions={
          <a
            href={hrefWith('/api/finance/costs.csv', query, { measure: null })}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> CSV
          </a>
        }
      >
        <CostTable report={report} by={by} params={query} />
      </Card>
      <ErasedCostsCard costs={erased} params={query} receipts={canPlatform(ctx, 'tenants:read')} />
      {bills.length > 0 && (
        <Card
          flush
          title="Bills of erased tenants"
          description="Fee and all, by month; the last month’s fee is shared by days."
          className="mt-6"
        >
          <KeptBills bills={bills} />
        </Card>
      )}
    </PageBody>
  );
}
