import { withContentRoute } from '@/lib/http/route-context';
import { openExport } from '@/lib/lifecycle/export/open-export';

/** An archive as a download that no browser shows as a page of ours; opened piece by piece. */
export const GET = withContentRoute(async (_request, { ctx, param }) => {
  const { name, bytes, pieces } = await openExport(ctx, param('id'));
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/zip',
      'content-length': String(bytes),
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
});
