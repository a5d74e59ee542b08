import { env } from '@/lib/env';
import { sharedRedis } from '@/lib/kv/redis-client';
import { upstreamsInUse } from '@/lib/llm/upstream/upstream';
import { bulkheadStates } from '@/lib/traffic/bulkhead';
import { loopLagMs } from '@/lib/traffic/overload';
import { ownShares } from '@/lib/traffic/queue-shares';
import { knownFacts } from './known-facts';
import { ownerTag } from './owner-tag';
import type { InstanceFacts } from './schema';

/** More are of no use to a reader, and a row has an end. */
const MOST = 200;

/** How this process is now. Names of models and pools and figures: no address, no key, no tenant. */
export async function instanceFacts(): Promise<InstanceFacts> {
  const redis = sharedRedis();
  return {
    memoryBytes: process.memoryUsage.rss(),
    lagMs: Math.round(loopLagMs()),
    stores: {
      limits: redis ? (redis.ready ? 'redis' : 'redis away') : 'in process',
      vectors: [
        'lancedb',
        ...(env.QDRANT_URL ? ['qdrant'] : []),
        ...(env.PGVECTOR_URL ? ['pgvector'] : []),
      ],
    },
    pools: bulkheadStates().slice(0, MOST),
    upstreams: upstreamsInUse()
      .slice(0, MOST)
      .map(({ model, owner, breaker, limit, retries }) => ({
        model,
        own: owner !== undefined,
        owner: owner === undefined ? null : ownerTag(owner),
        breaker: breaker.state,
        limit: limit.limit,
        inFlight: limit.inFlight,
        retryAfter: Math.ceil(breaker.waitMs / 1000),
        ...retries.spent,
      })),
    slots: (await ownShares())
      .slice(0, MOST)
      .map(({ tenantId, ...share }) => ({ owner: ownerTag(tenantId), ...share })),
    ...knownFacts(),
  };
}
