/**
 * One value per process, whatever the number of bundles: Next's server code and `server.ts` are
 * bundled apart, so a module-level pool or limiter would exist twice.
 */
export function processState<T>(name: string, create: () => T): T {
  const key = Symbol.for(`tenantry.${name}`);
  const holder = globalThis as { [key: symbol]: unknown };
  if (!(key in holder)) holder[key] = create();
  return holder[key] as T;
}
