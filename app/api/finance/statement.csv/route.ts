import { csvRows } from '@/lib/csv';
import { notFound } from '@/lib/errors';
import { statementCells } from '@/lib/finance/statement/export-statement';
import { readStatement } from '@/lib/finance/statement/read-statement';
import { statementParams, statementTenant } from '@/lib/finance/statement/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** A tenant's month: `?tenant=` and `month=`. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const tenant = statementTenant.safeParse(query.tenant);
  if (!tenant.success) throw notFound();
  const data = await readStatement(ctx, tenant.data, statementParams.parse(query).month);
  const { month } = data.statement;
  return new Response(csvRows(statementCells(data)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="statement-${data.tenant.slug}-${month}.csv"`,
    },
  });
});
