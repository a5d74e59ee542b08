import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { fairQueue } from './take-turn';

export interface QueueShare {
  tenantId: string;
  weight: number;
  /** Answers in progress. */
  slots: number;
  waiting: number;
}

/** How the slots are shared now, by tenant: those that hold one or wait for one, most slots first. */
export async function queueShares(ctx: PlatformContext): Promise<QueueShare[]> {
  authorizePlatform(ctx, 'tenants:read');
  const shares = await fairQueue().shares();
  return shares
    .map(({ flow, ...share }) => ({ tenantId: flow, ...share }))
    .sort((a, b) => b.slots - a.slots || b.waiting - a.waiting);
}
