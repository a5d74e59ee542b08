import { withPlatformRoute } from '@/lib/http/route-context';
import { supportStands } from '@/lib/support-access/list-granted';
import type { SupportStands } from '@/lib/support-access/schema';

/** Whether a page of support access may still be read. Answers with a `SupportStands`. */
export const GET = withPlatformRoute(async (_request, { ctx, param }) => {
  const stands: SupportStands = {
    stands: await supportStands(ctx, param('tenantId'), param('id')),
  };
  return Response.json(stands);
});
