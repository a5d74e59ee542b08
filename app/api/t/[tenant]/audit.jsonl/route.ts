import { exportLog } from '@/lib/audit/export-log';
import { linesResponse } from '@/lib/http/lines-response';
import { withContentRoute } from '@/lib/http/route-context';

/** The whole audit log, to be verified anywhere. */
export const GET = withContentRoute((_request, { ctx }) =>
  linesResponse(exportLog(ctx), `audit-${ctx.slug}.jsonl`),
);
