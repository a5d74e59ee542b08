import { createHash } from 'node:crypto';
import type { FlagState } from './schema';

const BUCKETS = 10_000;
export const SHIPPED: FlagState = { percent: 100, killed: false };

/**
 * Whether a flag is on for a tenant: never when it is switched off for all; as its exception says; else when the tenant's
 * place lies within the share. A tenant keeps its place, so that a share that grows takes nothing from anybody. Pure.
 */
export function decideFlag(
  name: string,
  tenantId: string,
  { percent, killed }: FlagState,
  exception: boolean | undefined,
): boolean {
  if (killed) return false;
  return exception ?? placeOf(name, tenantId) < percent * (BUCKETS / 100);
}

/** From 0 to 9,999, of flag and tenant, so that it is not the same tenants who come first every time. */
function placeOf(name: string, tenantId: string): number {
  const digest = createHash('sha256').update(`${name}|${tenantId}`).digest();
  return Number(digest.readBigUInt64BE(0) % BigInt(BUCKETS));
}
