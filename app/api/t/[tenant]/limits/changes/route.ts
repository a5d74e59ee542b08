import { withTenantRoute } from '@/lib/http/route-context';
import { newerPolicy } from '@/lib/usage/meter/newer-policy';

/** Answers `{ changed }` as soon as the workspace's policy is newer than `version`, or after some seconds without. */
export const GET = withTenantRoute(async (request, { ctx }) => {
  const version = Number(new URL(request.url).searchParams.get('version') ?? 0);
  return Response.json({ changed: await newerPolicy(ctx, version, request.signal) });
});
