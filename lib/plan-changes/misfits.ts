import type { DatabaseTier, VectorTier } from '@/lib/tenancy/placement';
import type { Plan, Policy } from '@/lib/tenancy/schema';
import type { Misfit } from './schema';

/** What a workspace has, as far as plans differ in it. */
export interface Held {
  documents: number;
  storedBytes: number;
  databaseTier: DatabaseTier;
  vectorTier: VectorTier;
}

/** What of a workspace does not fit into the policy of a plan; empty when it fits. Pure. */
export function misfitsOf(
  held: Held,
  policy: Pick<Policy, 'maxDocuments' | 'storedBytes'>,
  plan: Plan,
): Misfit[] {
  const misfits: Misfit[] = [];
  if (held.documents > policy.maxDocuments)
    misfits.push({ what: 'documents', have: held.documents, limit: policy.maxDocuments });
  if (held.storedBytes > policy.storedBytes)
    misfits.push({ what: 'stored_bytes', have: held.storedBytes, limit: policy.storedBytes });
  const apart = held.databaseTier === 'schema' || held.vectorTier === 'dedicated';
  if (apart && plan !== 'enterprise') misfits.push({ what: 'placement' });
  return misfits;
}
