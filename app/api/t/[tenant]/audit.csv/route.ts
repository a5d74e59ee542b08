import { AUDIT_HEADER, auditCells, exportAuditEntries } from '@/lib/audit/export-entries';
import { auditParams } from '@/lib/audit/schema';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { csvResponse } from '@/lib/http/csv-response';
import { withContentRoute } from '@/lib/http/route-context';

/** All entries that the filters of the audit page mean, a batch at a time. */
export const GET = withContentRoute((request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { action, actor, object, id } = auditParams.parse(query);
  const { from, to } = parseRange(query, clock().now(), '30d');
  const batches = exportAuditEntries(ctx, { from, to, action, actor, object, id });
  const filename = `audit-${from.slice(0, 10)}-${to.slice(0, 10)}.csv`;
  return csvResponse(AUDIT_HEADER, batches, auditCells, filename);
});
