import { isOwnTenant } from '@/lib/locks/assertion';
import type { TenantContext } from '@/lib/tenancy/context';
import { reportMismatch } from './report-mismatch';

/**
 * Another tenant's row, hit or object reached a gateway: the store's own lock failed. The answer is
 * aborted, the tenant's audit log says so and the operators are alerted; nothing of the row is told.
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
  reportMismatch(ctx, where);
  throw new TenantMismatch(where);
}
