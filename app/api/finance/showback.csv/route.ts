import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { exportShowback } from '@/lib/finance/showback/export-showback';
import { parseShowbackDays, showbackFilter, showbackParams } from '@/lib/finance/showback/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** All rows of the showback page as a file, with the same parameters. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const params = showbackParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const range = parseShowbackDays(params, clock().now());
  const { by, tag } = params;
  const { header, rows } = await exportShowback(ctx, by, showbackFilter(params, range), tag);
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="showback-by-${by}-${range.from}-${range.to}.csv"`,
    },
  });
});
