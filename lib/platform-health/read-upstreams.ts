import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { InstanceFacts, UpstreamFacts } from './schema';

/** Three beats that did not come. */
export const LOST_MS = 16_000;
const WORST = ['closed', 'half_open', 'open'] as const;

/** What the running instances say of themselves, at most some seconds ago. */
export async function readRunning(
  sql: PlatformSql,
): Promise<{ id: string; facts: InstanceFacts }[]> {
  return sql<{ id: string; facts: InstanceFacts }>(
    'select id, facts from platform_instance where stopped_at is null and seen_at >= $1',
    [new Date(now().getTime() - LOST_MS)],
  );
}

/**
 * What the running instances say of their upstreams, by account and model: the worst breaker of all, the limits and calls of all
 * together. At most some seconds behind.
 */
export async function readUpstreams(sql: PlatformSql): Promise<UpstreamFacts[]> {
  return mergeUpstreams((await readRunning(sql)).flatMap(({ facts }) => facts.upstreams));
}

/** Pure. */
export function mergeUpstreams(all: readonly UpstreamFacts[]): UpstreamFacts[] {
  const merged = new Map<string, UpstreamFacts>();
  for (const each of all) {
    const key = `${each.owner ?? ''}/${each.model}`;
    const before = merged.get(key);
    if (!before) {
      merged.set(key, { ...each });
      continue;
    }
    before.limit += each.limit;
    before.inFlight += each.inFlight;
    if (WORST.indexOf(each.breaker) > WORST.indexOf(before.breaker)) before.breaker = each.breaker;
  }
  return [...merged.values()];
}
