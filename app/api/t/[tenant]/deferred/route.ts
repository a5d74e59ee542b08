import { listDeferred } from '@/lib/deferred/queries';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with the asker's `DeferredView`s: what waits, runs, or ended unseen. */
export const GET = withTenantRoute(async (_request, { ctx }) =>
  Response.json({ deferred: await listDeferred(ctx) }),
);
