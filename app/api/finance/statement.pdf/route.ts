import { notFound } from '@/lib/errors';
import { readStatement } from '@/lib/finance/statement/read-statement';
import { statementParams, statementTenant } from '@/lib/finance/statement/schema';
import { statementPdfFile } from '@/lib/finance/statement/statement-file';
import { withPlatformRoute } from '@/lib/http/route-context';

/** A tenant's month: `?tenant=`, `month=`, and `note=` for a credit note of it. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const tenant = statementTenant.safeParse(query.tenant);
  if (!tenant.success) throw notFound();
  const data = await readStatement(ctx, tenant.data, statementParams.parse(query).month);
  return statementPdfFile(data, query, request.signal);
});
