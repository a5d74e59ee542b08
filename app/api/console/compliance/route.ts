import { clock } from '@/lib/clock';
import { platformReportFile } from '@/lib/compliance/report-file';
import { reportFileParams } from '@/lib/compliance/schema';
import { parseRange } from '@/lib/console/range/schema';
import { attachment } from '@/lib/http/attachment';
import { withPlatformRoute } from '@/lib/http/route-context';

/** A compliance summary of the platform as a file: `?report=`, `format=pdf` or `csv`, `from=` and `to=`. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = parseRange(query, clock().now(), '30d');
  const wanted = reportFileParams.parse(query);
  const file = await platformReportFile(ctx, wanted, range, request.signal);
  return new Response(Buffer.from(file.bytes), {
    headers: {
      'content-type': file.mediaType,
      'content-disposition': attachment(file.name),
      'x-content-type-options': 'nosniff',
    },
  });
});
