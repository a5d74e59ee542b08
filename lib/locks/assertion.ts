/**
 * Lock 3, the assertion: what a store returned belongs to the tenant that asked. A module of its own for
 * the reason given in `handle.ts`.
 */
export function isOwnTenant(tenantId: string, found: string): boolean {
  return found === tenantId;
}
