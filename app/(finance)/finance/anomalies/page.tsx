import type { Metadata } from 'next';
import type { Params } from '@/components/console/href';
import { AddEndpointDialog } from '@/components/console/notices/add-endpoint-dialog';
import { EndpointList } from '@/components/console/notices/endpoint-list';
import { SendTestButton } from '@/components/console/notices/send-test-button';
import { AnomalyList } from '@/components/finance/anomalies/anomaly-list';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { listAnomalies } from '@/lib/finance/anomalies/queries';
import { forecastParams } from '@/lib/finance/forecast/schema';
import { platformPage } from '@/lib/http/page-context';
import { listEndpoints } from '@/lib/notify/endpoints';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Anomalies' };

export default async function AnomaliesPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const { tenant } = forecastParams.parse(await searchParams);
  const [anomalies, endpoints] = await Promise.all([
    listAnomalies(ctx, tenant),
    listEndpoints(ctx, 'finance'),
  ]);
  const acts = canPlatform(ctx, 'anomalies:acknowledge');
  return (
    <PageBody>
      <PageHeader
        title="Anomalies"
        description="Whole days (UTC) that cost far more or less than the days before them said, and what moved: which feature, model, person or price. A day is judged soon after it is over, and again when late rows change it."
      />
      <div className="space-y-6">
        <Card
          flush
          title="Out of the ordinary"
          description="At least 40%, a dollar and four and a half standard deviations away"
          actions={
            <CsvLink href={`/api/finance/anomalies.csv${tenant ? `?tenant=${tenant}` : ''}`} />
          }
        >
          <AnomalyList anomalies={anomalies} acts={acts} />
        </Card>
        <Card
          flush
          title="Where finance is told"
          description="By e-mail or signed webhook, when one is found and once more when nobody acknowledged it for a day"
          actions={
            acts && (
              <>
                <SendTestButton />
                <AddEndpointDialog />
              </>
            )
          }
        >
          <EndpointList endpoints={endpoints} acts={acts} hears="finance hears of an anomaly" />
        </Card>
      </div>
    </PageBody>
  );
}
