import { clock } from '@/lib/clock';
import { reportFile } from '@/lib/compliance/report-file';
import { reportFileParams } from '@/lib/compliance/schema';
import { parseRange } from '@/lib/console/range/schema';
import { attachment } from '@/lib/http/attachment';
import { withTenantRoute } from '@/lib/http/route-context';

/** A compliance summary as a file: `?report=`, `format=pdf` or `csv`, `from=` and `to=`. */
export const GET = withTenantRoute(async (request, { ctx, ended }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = parseRange(query, clock().now(), '30d');
  const signal = AbortSignal.any([request.signal, ended]);
  const file = await reportFile(ctx, reportFileParams.parse(query), range, signal);
  return new Response(Buffer.from(file.bytes), {
    headers: {
      'content-type': file.mediaType,
      'content-disposition': attachment(file.name),
      'x-content-type-options': 'nosniff',
    },
  });
});
