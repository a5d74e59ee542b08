import { mintedSupports, type SupportContextClass } from './support-class';

/**
 * Proof that a tenant granted the operator at hand one conversation or trace, with that grant's sealed values and
 * no way to any other. Only `verify-support.ts` makes one, for one reading.
 */
export type SupportContext = SupportContextClass;

export function assertSupportContext(value: unknown): asserts value is SupportContext {
  if (typeof value !== 'object' || value === null || !mintedSupports.has(value))
    throw new TypeError('A verified grant of support access is required.');
}
