import { notFound } from '@/lib/errors';
import { withPlatformRoute } from '@/lib/http/route-context';
import { readErased } from '@/lib/lifecycle/erase/read-erased';

/** The signed receipt of an erasure as a file. */
export const GET = withPlatformRoute(async (_request, { ctx, param }) => {
  const { erased } = await readErased(ctx, param('id'));
  if (!erased.receipt) throw notFound();
  return new Response(`${JSON.stringify(erased.receipt, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="erasure-${erased.slug}.json"`,
    },
  });
});
