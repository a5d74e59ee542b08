import { processState } from './process-state';

/** Removes what a cache holds of one tenant and returns how much that was. */
type Forget = (tenantId: string) => number;

const caches = processState('tenant-caches', () => new Map<string, Forget>());

/** Every cache of the process that holds something of tenants says here how it forgets one. */
export function forgettable(name: string, forget: Forget): void {
  caches.set(name, forget);
}

/** Empties every cache of this process of a tenant; entries removed, by cache. */
export function forgetTenant(tenantId: string): Record<string, number> {
  return Object.fromEntries([...caches].map(([name, forget]) => [name, forget(tenantId)]));
}

/** Removes the entries whose key passes, and counts them. */
export function removeEntries(
  cache: { keys(): Iterable<string>; delete(key: string): boolean },
  isOf: (key: string) => boolean,
): number {
  let removed = 0;
  for (const key of [...cache.keys()]) if (isOf(key) && cache.delete(key)) removed++;
  return removed;
}
