import {
  liftHoldAction,
  liftTenantHoldAction,
  placeHoldAction,
  placeTenantHoldAction,
} from '@/lib/lifecycle/retention/actions';
import type { LiftHold, PlaceHold } from '@/lib/lifecycle/retention/schema';

/** Who holds: a workspace's owner on its own pages, or an operator in the console. */
export type HoldScope = { slug: string } | { tenantId: string };

export function place(scope: HoldScope, hold: PlaceHold): ReturnType<typeof placeHoldAction> {
  return 'slug' in scope
    ? placeHoldAction(scope.slug, hold)
    : placeTenantHoldAction({ tenantId: scope.tenantId, reason: hold.reason });
}

export function lift(scope: HoldScope, hold: LiftHold): ReturnType<typeof liftHoldAction> {
  return 'slug' in scope
    ? liftHoldAction(scope.slug, hold)
    : liftTenantHoldAction({ tenantId: scope.tenantId, ...hold });
}
