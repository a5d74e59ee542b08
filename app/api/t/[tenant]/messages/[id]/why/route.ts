import { readWhy } from '@/lib/answer-trace/read-why';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `WhyView`. */
export const GET = withTenantRoute(async (_request, { ctx, param }) =>
  Response.json(await readWhy(ctx, param('id'))),
);
