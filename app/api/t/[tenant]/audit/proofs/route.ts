import { readProofs } from '@/lib/audit/proofs/read-proofs';
import { proofParams } from '@/lib/audit/proofs/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with the `LogProofs` of the entries named by `entry`. */
export const GET = withTenantRoute(async (request, { ctx }) => {
  const query = new URL(request.url).searchParams;
  const wanted = parseInput(proofParams, {
    entries: query.getAll('entry'),
    seen: query.get('seen') ?? 0,
  });
  return Response.json(await readProofs(ctx, wanted));
});
