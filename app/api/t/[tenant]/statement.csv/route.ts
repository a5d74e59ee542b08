import { csvRows } from '@/lib/csv';
import { statementCells } from '@/lib/finance/statement/export-statement';
import { readOwnStatement } from '@/lib/finance/statement/read-statement';
import { statementParams } from '@/lib/finance/statement/schema';
import { withContentRoute } from '@/lib/http/route-context';

/** The workspace's own month: `?month=`. */
export const GET = withContentRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const data = await readOwnStatement(ctx, statementParams.parse(query).month);
  return new Response(csvRows(statementCells(data)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="statement-${data.statement.month}.csv"`,
    },
  });
});
