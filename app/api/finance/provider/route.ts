import { importUpload } from '@/lib/finance/provider/import-report';
import { withPlatformRoute } from '@/lib/http/route-context';

/**
 * Body: a usage or cost file of the provider's console; `x-file-name`: its name, percent-encoded; `?again=yes`: its days
 * get another version. Answers with an `ImportedReport`.
 */
export const POST = withPlatformRoute(async (request, { ctx }) => {
  const again = new URL(request.url).searchParams.get('again') === 'yes';
  const name = request.headers.get('x-file-name') ?? '';
  return Response.json(await importUpload(ctx, request, nameOf(name), again), { status: 201 });
});

function nameOf(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return '';
  }
}
