import { cancelDeferred } from '@/lib/deferred/cancel-deferred';
import { getDeferred } from '@/lib/deferred/queries';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `DeferredView`. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await getDeferred(ctx, param('id'))),
);

/** Answers with the `DeferredView` afterwards. */
export const DELETE = withTenantRoute(async (_request, { ctx, param }) => {
  await cancelDeferred(ctx, param('id'));
  return Response.json(await getDeferred(ctx, param('id')));
});
