import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { segmentsOf, wholeSpan } from '@/lib/metering/fleet/grains';
import { readSums } from '@/lib/metering/fleet/read-sums';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readAudience, withPatch } from '../audience';
import { comparePast, MOST_CALLS, readPast } from './preview-policy';
import type { ChangeOfMany, Preview } from './schema';
import { sumOfPreviews } from './sum-of-previews';

const SPAN_MS = 30 * 86_400_000;
/** More would leave few calls to each. */
const MOST_TENANTS = 25;

/**
 * What the last 30 days would have been with these parts of many policies: the sum over the 25 tenants with the most requests.
 * Each is a preview of its own, with its entry in the audit log.
 */
export async function previewAudience(
  ctx: PlatformContext,
  { audience, patch }: ChangeOfMany,
): Promise<Preview> {
  authorizePlatform(ctx, 'policies:edit');
  const why = {
    action: 'policy.preview',
    reason: 'Looked at what a change of many policies would have meant',
    detail: { audience },
    fold: '5 minutes',
  };
  const to = now().getTime();
  const span = { from: to - SPAN_MS, to };
  const { all, fitting, requests } = await withPlatform(ctx, why, async (sql) => {
    const all = await readAudience(sql, audience);
    const fitting = all.filter(({ policy }) => withPatch(policy, patch).success);
    const sums = await readSums(sql, segmentsOf(wholeSpan(span, to)));
    const requests = new Map(
      sums.map((each) => [each.tenantId, each.ok + each.stopped + each.failed]),
    );
    return { all, fitting, requests };
  });
  const chosen = busiest(fitting, requests, MOST_TENANTS);
  const previews: Preview[] = [];
  // Together as many as of one tenant, so that it takes no longer.
  let left = MOST_CALLS;
  for (const [place, { tenantId }] of chosen.entries()) {
    // What those with few calls leave over is for those with many.
    const past = await readPast(ctx, tenantId, Math.floor(left / (chosen.length - place)));
    left -= past.calls.length;
    previews.push(await comparePast(past, { ...past.policy, ...patch }));
  }
  return sumOfPreviews(previews, span, {
    tenants: all.length,
    computed: chosen.length,
    contradicting: all.length - fitting.length,
  });
}

/** At most so many, those with the most requests, the fewest first. Pure. */
export function busiest<Tenant extends { tenantId: string }>(
  tenants: readonly Tenant[],
  requests: ReadonlyMap<string, number>,
  most: number,
): Tenant[] {
  const of = ({ tenantId }: Tenant) => requests.get(tenantId) ?? 0;
  return [...tenants]
    .sort((one, other) => of(other) - of(one))
    .slice(0, most)
    .reverse();
}
