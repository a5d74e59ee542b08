import { clock } from '@/lib/clock';
import { LEDGER_HEADER, ledgerCells } from '@/lib/finance/export-costs';
import { exportLedger } from '@/lib/finance/read-ledger';
import { financeParams, ledgerFilter, parseDays } from '@/lib/finance/schema';
import { csvResponse } from '@/lib/http/csv-response';
import { withPlatformRoute } from '@/lib/http/route-context';

/** All ledger rows that the filters mean, a batch at a time. */
export const GET = withPlatformRoute((request, { ctx }) => {
  const params = financeParams.parse(Object.fromEntries(new URL(request.url).searchParams));
  const range = parseDays(params, clock().now());
  const batches = exportLedger(ctx, ledgerFilter(params, range));
  return csvResponse(LEDGER_HEADER, batches, ledgerCells, `ledger-${range.from}-${range.to}.csv`);
});
