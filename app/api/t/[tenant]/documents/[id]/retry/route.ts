import { getDocument } from '@/lib/documents/queries';
import { requireId } from '@/lib/documents/require-id';
import { retryDocument } from '@/lib/documents/retry-document';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with the `DocumentView` afterwards. */
export const POST = withTenantRoute(async (_request, { ctx, param }) => {
  const id = requireId(param('id'));
  await retryDocument(ctx, { id });
  return Response.json(await getDocument(ctx, id));
});
