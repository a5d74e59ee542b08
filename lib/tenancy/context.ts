import type { PlatformContextClass, TenantContextClass } from './context-class';
import { mintedContexts } from './minted-contexts';

/** Proof that a principal was verified for one tenant. Only `mint-context.ts` makes one. */
export type TenantContext = TenantContextClass;

/** Proof that an operator, finance person or auditor was verified. */
export type PlatformContext = PlatformContextClass;

export function isTenantContext(value: unknown): value is TenantContext {
  return (
    typeof value === 'object' && value !== null && mintedContexts.has(value) && 'tenantId' in value
  );
}

export function isPlatformContext(value: unknown): value is PlatformContext {
  return (
    typeof value === 'object' &&
    value !== null &&
    mintedContexts.has(value) &&
    !('tenantId' in value)
  );
}

export function assertTenantContext(value: unknown): asserts value is TenantContext {
  if (!isTenantContext(value)) throw new TypeError('A verified tenant context is required.');
}

export function assertPlatformContext(value: unknown): asserts value is PlatformContext {
  if (!isPlatformContext(value)) throw new TypeError('A verified platform context is required.');
}
