import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { csvRows } from '@/lib/csv';
import { investigationFile } from '@/lib/forensics/investigate';
import { forensicsParams } from '@/lib/forensics/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** What the page of forensics answers, as a file: the same parameters. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = parseRange(query, clock().now(), '30d');
  const { name, rows } = await investigationFile(ctx, forensicsParams.parse(query), range);
  return new Response(csvRows(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    },
  });
});
