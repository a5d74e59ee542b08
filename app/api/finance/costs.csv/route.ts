import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { exportCosts } from '@/lib/finance/export-costs';
import { financeParams, ledgerFilter, parseDays } from '@/lib/finance/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** The table of the costs page as a file, with the same parameters. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const params = financeParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const range = parseDays(params, clock().now());
  const { by } = params;
  const { header, rows } = await exportCosts(ctx, by, ledgerFilter(params, range));
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="costs-by-${by}-${range.from}-${range.to}.csv"`,
    },
  });
});
