import { openExport } from '@/lib/finance/exports/open-export';
import { withPlatformRoute } from '@/lib/http/route-context';

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' };

/** The file of an export, while it is kept. */
export const GET = withPlatformRoute(async (_request, { ctx, param }) => {
  const { name, format, bytes, stream } = await openExport(ctx, param('id'));
  return new Response(stream, {
    headers: {
      'content-type': TYPES[format],
      'content-length': String(bytes),
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
});
