import { sharedRedis } from '@/lib/kv/redis-client';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { FlowShare } from './fair/fair-schedule';
import { poolShares } from './take-turn';

export interface QueueShare {
  tenantId: string;
  weight: number;
  /** Answers in progress. */
  slots: number;
  waiting: number;
}

/**
 * How the slots of all pools that this process sees are shared now, by tenant: those that hold one or wait for one, most slots
 * first. `others`: what processes that share no queue with it say of theirs.
 */
export async function queueShares(
  ctx: PlatformContext,
  others: readonly QueueShare[] = [],
): Promise<QueueShare[]> {
  authorizePlatform(ctx, 'tenants:read');
  return byTenant([...(await poolShares()).map(toShare), ...others]);
}

/** What this process shares with no other, most slots first; nothing where Redis holds the queues of all. */
export async function ownShares(): Promise<QueueShare[]> {
  return sharedRedis() ? [] : byTenant((await poolShares()).map(toShare));
}

function toShare({ flow: tenantId, weight, slots, waiting }: FlowShare): QueueShare {
  return { tenantId, weight, slots, waiting };
}

function byTenant(all: readonly QueueShare[]): QueueShare[] {
  const merged = new Map<string, QueueShare>();
  for (const { tenantId, weight, slots, waiting } of all) {
    const before = merged.get(tenantId) ?? { tenantId, weight, slots: 0, waiting: 0 };
    before.slots += slots;
    before.waiting += waiting;
    merged.set(tenantId, before);
  }
  return [...merged.values()].sort((a, b) => b.slots - a.slots || b.waiting - a.waiting);
}
