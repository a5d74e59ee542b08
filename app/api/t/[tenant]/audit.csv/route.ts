import { AUDIT_HEADER, auditCells, exportAuditEntries } from '@/lib/audit/export-entries';
import { auditParams } from '@/lib/audit/schema';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { csvRows } from '@/lib/csv';
import { withContentRoute } from '@/lib/http/route-context';

/** All entries that the filters of the audit page mean, a batch at a time. */
export const GET = withContentRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { action, actor, object, id } = auditParams.parse(query);
  const { from, to } = parseRange(query, clock().now(), '30d');
  const batches = exportAuditEntries(ctx, { from, to, action, actor, object, id });
  // The first batch is read before anything is sent, so that a refusal still has a status.
  let batch = await batches.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(csvRows([AUDIT_HEADER])));
    },
    async pull(controller) {
      if (batch.done) return controller.close();
      controller.enqueue(encoder.encode(csvRows(batch.value.map(auditCells))));
      batch = await batches.next();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${from.slice(0, 10)}-${to.slice(0, 10)}.csv"`,
    },
  });
});
