import { listVersions } from '@/lib/documents/versions/queries';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `VersionView[]`, the newest first. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await listVersions(ctx, param('id'))),
);
