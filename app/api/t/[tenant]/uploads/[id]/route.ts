import { parseInput } from '@/lib/documents/parse-input';
import { requireId } from '@/lib/documents/require-id';
import { appendPart } from '@/lib/documents/uploads/append-part';
import { discardUpload } from '@/lib/documents/uploads/discard-upload';
import { finishUpload } from '@/lib/documents/uploads/finish-upload';
import { offsetSchema } from '@/lib/documents/uploads/schema';
import { withTenantRoute } from '@/lib/http/route-context';

/** Body: the bytes from `upload-offset` on, one part. Answers with the `PendingUpload` afterwards. */
export const PATCH = withTenantRoute(async (request, { ctx, param }) => {
  const offset = parseInput(offsetSchema, request.headers.get('upload-offset'));
  const body = request.body as AsyncIterable<Uint8Array> | null;
  return Response.json(await appendPart(ctx, requireId(param('id')), { offset, body }));
});

/** Ends an upload that is whole. Answers with an `UploadResult`. */
export const POST = withTenantRoute(async (_request, { ctx, param }) => {
  const result = await finishUpload(ctx, requireId(param('id')));
  return Response.json(result, { status: result.alreadyHere ? 200 : 201 });
});

/** Gives it up. */
export const DELETE = withTenantRoute(async (_request, { ctx, param }) => {
  await discardUpload(ctx, requireId(param('id')));
  return new Response(null, { status: 204 });
});
