import type { Metadata } from 'next';
import type { Params } from '@/components/console/href';
import { ForecastCard } from '@/components/finance/forecast/forecast-card';
import { ForecastChart } from '@/components/finance/forecast/forecast-chart';
import { ForecastTable } from '@/components/finance/forecast/forecast-table';
import { TenantChoice } from '@/components/finance/forecast/tenant-choice';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { listAnomalies } from '@/lib/finance/anomalies/queries';
import { readForecast } from '@/lib/finance/forecast/read-forecast';
import { forecastParams } from '@/lib/finance/forecast/schema';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Forecast' };

export default async function ForecastPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const { tenant } = forecastParams.parse(await searchParams);
  const [report, anomalies] = await Promise.all([
    readForecast(ctx, tenant),
    listAnomalies(ctx, tenant),
  ]);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Forecast"
        description="What the month will cost the platform, of all tenants or of one, and how far off such forecasts were."
      />
      <TenantChoice choices={report.choices} />
      {report.figures ? (
        <ForecastCard figures={report.figures} tenant={tenant} />
      ) : (
        <EmptyState
          title="Too little is known"
          text="A forecast needs three weeks of whole days. The worker adds a day soon after it is over."
          className="mb-6"
        />
      )}
      <ForecastChart days={report.days} anomalies={anomalies} tenant={tenant} />
      <Card
        flush
        title="By tenant"
        description="As of the last whole day (UTC) of each"
        actions={<CsvLink href="/api/finance/forecast.csv" />}
      >
        <ForecastTable tenants={report.tenants} />
      </Card>
    </PageBody>
  );
}
