import { exportPlatformLog } from '@/lib/audit/export-log';
import { platformLogParams } from '@/lib/audit/proofs/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { linesResponse } from '@/lib/http/lines-response';
import { withPlatformRoute } from '@/lib/http/route-context';

/** A whole log, of the platform, of a tenant or of one that was erased, to be verified anywhere. */
export const GET = withPlatformRoute((request, { ctx }) => {
  const { log } = parseInput(platformLogParams, {
    log: new URL(request.url).searchParams.get('log') ?? '',
  });
  return linesResponse(exportPlatformLog(ctx, log), `audit-${log}.jsonl`);
});
