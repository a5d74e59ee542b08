import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { PlatformContext, TenantContext } from './context';
import {
  PlatformContextClass,
  type PlatformFacts,
  type Renew,
  type SignedContext,
  type SignedTenant,
  TenantContextClass,
  type TenantFacts,
} from './context-class';
import { mintedContexts } from './minted-contexts';

/**
 * For the verifying modules of this folder alone (a boundary rule holds it). Gateways take the tenant's keys
 * without waiting: who verifies calls `readyKeys` first, and every renewal does so here.
 */
export function mintTenantContext(
  facts: TenantFacts,
  signed: SignedTenant,
  renew: Renew<SignedTenant>,
): TenantContext {
  const ctx = new TenantContextClass(facts, signed, async () => {
    const again = await renew();
    await readyKeys(facts.tenantId);
    return again;
  });
  mintedContexts.add(ctx);
  return ctx;
}

/** For the verifying modules of this folder alone (a boundary rule holds it). */
export function mintPlatformContext(
  facts: PlatformFacts,
  signed: SignedContext,
  renew: Renew,
): PlatformContext {
  const ctx = new PlatformContextClass(facts, signed, renew);
  mintedContexts.add(ctx);
  return ctx;
}
