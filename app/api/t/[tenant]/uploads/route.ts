import { parseInput } from '@/lib/documents/parse-input';
import { beginUpload } from '@/lib/documents/uploads/begin-upload';
import { listUploads } from '@/lib/documents/uploads/queries';
import { beginUploadSchema } from '@/lib/documents/uploads/schema';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with the person's own uploads under way: `PendingUpload[]`. */
export const GET = withTenantRoute(async (_request, { ctx }) =>
  Response.json(await listUploads(ctx)),
);

/** Body: a `BeginUpload`. Answers with a `BegunUpload`. */
export const POST = withTenantRoute(async (request, { ctx }) => {
  const input = parseInput(beginUploadSchema, await request.json().catch(() => undefined));
  const begun = await beginUpload(ctx, input);
  return Response.json(begun, { status: 'upload' in begun ? 201 : 200 });
});
