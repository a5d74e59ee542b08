import { listDocuments } from '@/lib/documents/queries';
import { receiveUpload } from '@/lib/documents/receive-upload';
import { withTenantRoute } from '@/lib/http/route-context';

/** Query: `folder`, `stage`, `name`, `cursor`, `limit`. Answers with a `DocumentPage`. */
export const GET = withTenantRoute(async (request, { ctx }) => {
  const filter = Object.fromEntries(new URL(request.url).searchParams);
  return Response.json(await listDocuments(ctx, filter));
});

/** Body: one file's bytes; `x-file-name`: its name, percent-encoded. Answers with an `UploadResult`. */
export const POST = withTenantRoute(async (request, { ctx }) => {
  const result = await receiveUpload(ctx, request);
  return Response.json(result, { status: result.alreadyHere ? 200 : 201 });
});
