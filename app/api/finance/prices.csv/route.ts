import { csvRows } from '@/lib/csv';
import { exportPrices } from '@/lib/finance/prices/export-prices';
import { withPlatformRoute } from '@/lib/http/route-context';

/** One price version: `?version=`. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const version = Number(new URL(request.url).searchParams.get('version'));
  return new Response(csvRows(await exportPrices(ctx, version)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="prices-${version}.csv"`,
    },
  });
});
