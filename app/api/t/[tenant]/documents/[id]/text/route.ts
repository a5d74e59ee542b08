import { readDocumentText } from '@/lib/documents/read-passage';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `DocumentText`. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await readDocumentText(ctx, param('id'))),
);
