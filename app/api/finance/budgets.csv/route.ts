import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { exportPlanned } from '@/lib/finance/planning/read-planned';
import { plannedParams, thisMonth } from '@/lib/finance/planning/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** Planned and actual of a month by group and tenant as a file. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const params = plannedParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const month = params.month ?? thisMonth(clock().now());
  const { header, rows } = await exportPlanned(ctx, month);
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="budgets-${month}.csv"`,
    },
  });
});
