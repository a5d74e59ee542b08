import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { withContentRoute } from '@/lib/http/route-context';
import { exportUsage } from '@/lib/usage/export-usage';
import { parseUsageRange } from '@/lib/usage/parse-usage-range';
import { usageParams } from '@/lib/usage/schema';

/** Query as on the usage page: `by`, and `range` or `from` and `to`. */
export const GET = withContentRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = parseUsageRange(query, clock().now(), ctx.timeZone);
  const { days } = range;
  const { by } = usageParams.parse(query);
  const { header, rows } = await exportUsage(ctx, by, range);
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="usage-by-${by}-${days.from}-${days.to}.csv"`,
    },
  });
});
