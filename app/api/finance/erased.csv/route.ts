import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { exportErasedCosts } from '@/lib/finance/read-erased-costs';
import { financeParams, parseDays } from '@/lib/finance/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** What erased tenants had cost, by month, as a file. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const params = financeParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const range = parseDays(params, clock().now());
  const { header, rows } = await exportErasedCosts(ctx, range);
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="erased-${range.from.slice(0, 7)}-${range.to.slice(0, 7)}.csv"`,
    },
  });
});
