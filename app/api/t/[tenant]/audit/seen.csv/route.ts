import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { notFound } from '@/lib/errors';
import { SIGHT_HEADER, sightCells } from '@/lib/forensics/cells';
import { forensicsParams } from '@/lib/forensics/schema';
import { everySight } from '@/lib/forensics/who-saw';
import { csvResponse } from '@/lib/http/csv-response';
import { withContentRoute } from '@/lib/http/route-context';

/** Who saw a document: `?document=`, `from=` and `to=`. */
export const GET = withContentRoute((request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { document } = forensicsParams.parse(query);
  if (!document) throw notFound();
  const range = parseRange(query, clock().now(), '30d');
  const batches = everySight(ctx, document, range);
  return csvResponse(SIGHT_HEADER, batches, sightCells, `seen-${document}.csv`);
});
