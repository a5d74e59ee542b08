import { csvRows } from '@/lib/csv';
import { exportAnomalies } from '@/lib/finance/anomalies/export-anomalies';
import { forecastParams } from '@/lib/finance/forecast/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** Days out of the ordinary with their causes, as a file. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const { tenant } = forecastParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  return new Response(csvRows(await exportAnomalies(ctx, tenant)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="anomalies.csv"',
    },
  });
});
