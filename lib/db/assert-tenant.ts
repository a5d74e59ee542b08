import { isOwnTenant } from '@/lib/locks/assertion';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';

/**
 * Another tenant's row, hit or object reached a gateway: the store's own lock failed. The answer is
 * aborted and what is known goes to the security log; nothing of the row does.
 */
export class TenantMismatch extends Error {
  constructor(where: string) {
    super(`A row of another tenant reached ${where}.`);
    this.name = 'TenantMismatch';
  }
}

/** Lock 3. Compares what a store returned with the context it was asked under. */
export function assertTenant(ctx: TenantContext, found: string, where: string): void {
  if (isOwnTenant(ctx.tenantId, found)) return;
  log.error(
    { security: 'tenant_mismatch', where, tenant: ctx.tenantId, principal: ctx.principal.id },
    'tenant mismatch',
  );
  throw new TenantMismatch(where);
}
