import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { investigationFile } from '@/lib/forensics/investigate';
import { forensicsParams } from '@/lib/forensics/schema';
import { csvResponse } from '@/lib/http/csv-response';
import { withPlatformRoute } from '@/lib/http/route-context';

/** What the page of forensics answers, as a file: the same parameters. */
export const GET = withPlatformRoute((request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = parseRange(query, clock().now(), '30d');
  const { name, header, rows } = investigationFile(ctx, forensicsParams.parse(query), range);
  return csvResponse(header, rows, (cells) => cells, name);
});
