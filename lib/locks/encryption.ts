/**
 * Lock 4, encryption: a sealed value opens under the keys of the tenant that asks and under no other's.
 * A module of its own for the reason given in `handle.ts`.
 */
export function openAs<T>(tenantId: string, open: (tenantId: string) => T): T {
  return open(tenantId);
}
