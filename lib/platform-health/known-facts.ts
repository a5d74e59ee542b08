import { createHash } from 'node:crypto';
import { clock } from '@/lib/clock';
import { containmentsKnown } from '@/lib/tenancy/containments';
import { policiesKnown } from '@/lib/tenancy/remembered-keys';
import { ownerTag } from './owner-tag';
import type { InstanceFacts, KnownFacts } from './schema';

/** With one heartbeat; a row has an end. */
const MOST = 500;
const TURN_MS = 5_000;

/** What this process remembers of policies and containments; of more tenants than fit, others with each heartbeat. */
export function knownFacts(): Pick<InstanceFacts, 'known' | 'knownTenants'> {
  const policies = policiesKnown();
  const contained = containmentsKnown();
  const tenants = [...new Set([...policies.keys(), ...contained.keys()])].sort();
  const turns = Math.max(Math.ceil(tenants.length / MOST), 1);
  const from = (Math.floor(clock().now() / TURN_MS) % turns) * MOST;
  const known = tenants.slice(from, from + MOST).map((tenantId): KnownFacts => {
    const ids = contained.get(tenantId);
    return {
      owner: ownerTag(tenantId),
      policy: policies.get(tenantId) ?? null,
      contained: ids ? containedTag(ids) : null,
    };
  });
  return { known, knownTenants: tenants.length };
}

/** Stands for containments in force, as `tenancy.behind` has it. */
export function containedTag(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  return createHash('sha256')
    .update([...ids].sort().join(','))
    .digest('hex')
    .slice(0, 16);
}
