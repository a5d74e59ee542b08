import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { exportSharedCosts } from '@/lib/finance/shared-costs/read-shared-costs';
import { parseMonth } from '@/lib/finance/shared-costs/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** Each tenant's part of a month's shared costs as a file. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const month = parseMonth(new URL(request.url).searchParams.get('month'), clock().now());
  const { header, rows } = await exportSharedCosts(ctx, month);
  return new Response(csvRows([header, ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="shared-costs-${month}.csv"`,
    },
  });
});
