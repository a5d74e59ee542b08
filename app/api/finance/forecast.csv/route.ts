import { csvRows } from '@/lib/csv';
import { exportForecasts } from '@/lib/finance/forecast/read-forecast';
import { withPlatformRoute } from '@/lib/http/route-context';

/** What the month will come to by tenant, as a file. */
export const GET = withPlatformRoute(
  async (_request, { ctx }) =>
    new Response(csvRows(await exportForecasts(ctx)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="forecast.csv"',
      },
    }),
);
