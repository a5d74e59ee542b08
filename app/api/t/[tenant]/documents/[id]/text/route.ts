import { readDocumentText } from '@/lib/documents/read-passage';
import { withContentRoute } from '@/lib/http/route-context';

/** Answers with a `DocumentText`. */
export const GET = withContentRoute(async (_request, { ctx, param }) =>
  Response.json(await readDocumentText(ctx, param('id'))),
);
