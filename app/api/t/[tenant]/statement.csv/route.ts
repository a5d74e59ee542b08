import { readOwnStatement } from '@/lib/finance/statement/read-statement';
import { statementParams } from '@/lib/finance/statement/schema';
import { statementCsv } from '@/lib/finance/statement/statement-file';
import { withContentRoute } from '@/lib/http/route-context';

/** The workspace's own month: `?month=`, and `note=` for a credit note of it. */
export const GET = withContentRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const data = await readOwnStatement(ctx, statementParams.parse(query).month);
  return statementCsv(data, query);
});
