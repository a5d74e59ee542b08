import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { BulkheadFacts, InstanceFacts, UpstreamFacts } from './schema';

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
export async function readUpstreams(sql: PlatformSql): Promise<Required<UpstreamFacts>[]> {
  return mergeUpstreams((await readRunning(sql)).flatMap(({ facts }) => facts.upstreams));
}

/** What the running instances say of their pools, those of one name together. At most some seconds behind. */
export async function readBulkheads(sql: PlatformSql): Promise<BulkheadFacts[]> {
  return mergeBulkheads((await readRunning(sql)).flatMap(({ facts }) => facts.pools));
}

/** Pure. */
export function mergeUpstreams(all: readonly UpstreamFacts[]): Required<UpstreamFacts>[] {
  const merged = new Map<string, Required<UpstreamFacts>>();
  for (const said of all) {
    const each = { retryAfter: 0, calls: 0, retries: 0, ...said };
    const key = `${each.owner ?? ''}/${each.model}`;
    const before = merged.get(key);
    if (!before) {
      merged.set(key, each);
      continue;
    }
    before.limit += each.limit;
    before.inFlight += each.inFlight;
    before.calls += each.calls;
    before.retries += each.retries;
    before.retryAfter = Math.max(before.retryAfter, each.retryAfter);
    if (WORST.indexOf(each.breaker) > WORST.indexOf(before.breaker)) before.breaker = each.breaker;
  }
  return [...merged.values()];
}

function mergeBulkheads(all: readonly BulkheadFacts[]): BulkheadFacts[] {
  const merged = new Map<string, BulkheadFacts>();
  for (const { name, slots, busy, waiting, refused } of all) {
    const before = merged.get(name) ?? { name, slots: 0, busy: 0, waiting: 0, refused: 0 };
    merged.set(name, {
      name,
      slots: before.slots + slots,
      busy: before.busy + busy,
      waiting: before.waiting + waiting,
      refused: before.refused + refused,
    });
  }
  return [...merged.values()];
}
