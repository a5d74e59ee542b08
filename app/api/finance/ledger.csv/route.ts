import { clock } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { LEDGER_HEADER, ledgerCells } from '@/lib/finance/export-costs';
import { exportLedger } from '@/lib/finance/read-ledger';
import { financeParams, ledgerFilter, parseDays } from '@/lib/finance/schema';
import { withPlatformRoute } from '@/lib/http/route-context';

/** All ledger rows that the filters mean, a batch at a time. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const params = financeParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const range = parseDays(params, clock().now());
  const batches = exportLedger(ctx, ledgerFilter(params, range));
  // The first batch is read before anything is sent, so that a refusal still has a status.
  let batch = await batches.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(csvRows([LEDGER_HEADER])));
    },
    async pull(controller) {
      if (batch.done) return controller.close();
      controller.enqueue(encoder.encode(csvRows(batch.value.map(ledgerCells))));
      batch = await batches.next();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="ledger-${range.from}-${range.to}.csv"`,
    },
  });
});
