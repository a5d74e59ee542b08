import { originalResponse } from '@/lib/documents/original-response';
import { readOriginal } from '@/lib/documents/read-passage';
import { withContentRoute } from '@/lib/http/route-context';

export const GET = withContentRoute(async (_request, { ctx, param }) =>
  originalResponse(await readOriginal(ctx, param('id'))),
);
