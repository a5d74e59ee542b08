import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { poolShares } from './take-turn';

export interface QueueShare {
  tenantId: string;
  weight: number;
  /** Answers in progress. */
  slots: number;
  waiting: number;
}

/** How the slots of all pools are shared now, by tenant: those that hold one or wait for one, most slots first. */
export async function queueShares(ctx: PlatformContext): Promise<QueueShare[]> {
  authorizePlatform(ctx, 'tenants:read');
  const byTenant = new Map<string, QueueShare>();
  for (const { flow: tenantId, weight, slots, waiting } of await poolShares()) {
    const before = byTenant.get(tenantId) ?? { tenantId, weight, slots: 0, waiting: 0 };
    before.slots += slots;
    before.waiting += waiting;
    byTenant.set(tenantId, before);
  }
  return [...byTenant.values()].sort((a, b) => b.slots - a.slots || b.waiting - a.waiting);
}
