import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { csvRows } from '@/lib/csv';
import { notFound } from '@/lib/errors';
import { sightCells } from '@/lib/forensics/cells';
import { forensicsParams } from '@/lib/forensics/schema';
import { SIGHTS_IN_FILE, whoSaw } from '@/lib/forensics/who-saw';
import { withContentRoute } from '@/lib/http/route-context';

/** Who saw a document: `?document=`, `from=` and `to=`. */
export const GET = withContentRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { document } = forensicsParams.parse(query);
  if (!document) throw notFound();
  const range = parseRange(query, clock().now(), '30d');
  const { rows } = await whoSaw(ctx, document, range, SIGHTS_IN_FILE);
  return new Response(csvRows(sightCells(rows)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="seen-${document}.csv"`,
    },
  });
});
