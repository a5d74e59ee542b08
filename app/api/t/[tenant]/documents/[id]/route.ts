import { deleteDocument } from '@/lib/documents/delete-document';
import { getDocument } from '@/lib/documents/queries';
import { requireId } from '@/lib/documents/require-id';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `DocumentView`. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await getDocument(ctx, param('id'))),
);

export const DELETE = withTenantRoute(async (_request, { ctx, param }) => {
  await deleteDocument(ctx, { id: requireId(param('id')) });
  return new Response(null, { status: 204 });
});
