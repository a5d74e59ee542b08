import { readPlatformProofs } from '@/lib/audit/proofs/read-proofs';
import { platformProofParams } from '@/lib/audit/proofs/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { withPlatformRoute } from '@/lib/http/route-context';

/** Answers with the `LogProofs` of the entries named by `entry` of one log. */
export const GET = withPlatformRoute(async (request, { ctx }) => {
  const query = new URL(request.url).searchParams;
  const wanted = parseInput(platformProofParams, {
    log: query.get('log') ?? '',
    entries: query.getAll('entry'),
    seen: query.get('seen') ?? 0,
  });
  return Response.json(await readPlatformProofs(ctx, wanted));
});
