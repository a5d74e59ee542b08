import { listFeedback } from '@/lib/feedback/queries';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a list of `FeedbackView`. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await listFeedback(ctx, param('id'))),
);
