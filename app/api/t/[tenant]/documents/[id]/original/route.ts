import { originalResponse } from '@/lib/documents/original-response';
import { readOriginal } from '@/lib/documents/read-passage';
import { withTenantRoute } from '@/lib/http/route-context';

export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  originalResponse(await readOriginal(ctx, param('id'))),
);
