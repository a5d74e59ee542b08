import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { DayRangeBar } from '@/components/finance/day-range-bar';
import { FinanceFilters } from '@/components/finance/finance-filters';
import { changeOf } from '@/components/finance/showback/change-cell';
import { chartRows } from '@/components/finance/showback/chart-rows';
import { SHOWBACK_LABEL } from '@/components/finance/showback/labels';
import { SharedNote, SharedStat } from '@/components/finance/showback/shared-note';
import { ShowbackChart } from '@/components/finance/showback/showback-chart';
import { ShowbackFilters } from '@/components/finance/showback/showback-filters';
import { ShowbackTable } from '@/components/finance/showback/showback-table';
import { UnitCosts } from '@/components/finance/showback/unit-costs';
import { marginShare } from '@/components/finance/sum-cells';
import { PageBody } from '@/components/shell/page-body';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Stat, StatGrid } from '@/components/ui/stat';
import { clock } from '@/lib/clock';
import { daysOf } from '@/lib/finance/schema';
import { SHOWBACK_DIMENSIONS, SHOWBACK_PRESETS } from '@/lib/finance/showback/facts';
import { readShowback } from '@/lib/finance/showback/read-showback';
import { parseShowbackDays, showbackFilter, showbackParams } from '@/lib/finance/showback/schema';
import { platformPage } from '@/lib/http/page-context';
import { PLANS } from '@/lib/tenancy/schema';

export const metadata: Metadata = { title: 'Showback' };

const PATH = '/finance/showback';

export default async function ShowbackPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const params = showbackParams.parse(query);
  const range = parseShowbackDays(params, clock().now());
  const span = { from: range.from, to: range.to };
  const { by } = params;
  const report = await readShowback(ctx, by, showbackFilter(params, range), params);
  const { totals, before, year } = report;
  const tag = params.tag ?? report.tags[0];
  return (
    <PageBody width="wide">
      <PageHeader
        title="Showback"
        description="What was used, by whom and for what. Every number leads to the ledger’s rows that come to it. People and keys are pseudonyms here, others in each tenant; a tenant’s day counts to the plan that it had when the day ended (UTC)."
      />
      <DayRangeBar path={PATH} params={query} range={range} presets={SHOWBACK_PRESETS} />
      <FinanceFilters choices={report.choices} />
      <ShowbackFilters plans={PLANS} tags={by === 'tag' ? report.tags : []} />
      <StatGrid className="mb-6">
        <Stat
          label="Price"
          value={<Money nano={totals.priceNano} />}
          hint={`${changeOf(totals.priceNano, before.priceNano)} to the time before · ${changeOf(totals.priceNano, year.priceNano)} to the year before`}
        />
        <Stat
          label="Cost"
          value={<Money nano={totals.costNano} />}
          hint={`${changeOf(totals.costNano, before.costNano)} to the time before · ${changeOf(totals.costNano, year.costNano)} to the year before`}
        />
        <Stat
          label="Margin"
          value={<Money nano={totals.marginNano} />}
          hint={`${marginShare(totals)} of price · ${marginShare(before)} before`}
        />
        <SharedStat shared={report.shared} totals={totals} />
        <Stat
          label="Calls"
          value={formatCount(totals.calls)}
          hint={`${formatCount(totals.entries)} ledger rows`}
        />
      </StatGrid>
      <UnitCosts units={report.units} span={span} params={query} />
      <SharedNote shared={report.shared} path={PATH} params={query} />
      <div className="mb-4">
        <SegmentedControl
          label="Group by"
          items={SHOWBACK_DIMENSIONS.map((each) => ({
            label: SHOWBACK_LABEL[each],
            href: hrefWith(PATH, query, { by: each, page: null }),
            active: each === by,
          }))}
        />
      </div>
      <ShowbackChart
        rows={chartRows(report, daysOf(span))}
        by={report.pointsBy}
        span={span}
        params={query}
      />
      <Card
        title={`By ${SHOWBACK_LABEL[by].toLowerCase()}${by === 'tag' && tag ? ` “${tag}”` : ''}`}
        flush
        actions={
          <a
            href={hrefWith('/api/finance/showback.csv', query, { page: null, tag: tag ?? null })}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> CSV of all rows
          </a>
        }
      >
        <ShowbackTable path={PATH} report={report} by={by} span={span} tag={tag} params={query} />
      </Card>
    </PageBody>
  );
}
