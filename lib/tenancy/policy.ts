import { LRUCache } from 'lru-cache';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { processState } from '@/lib/process-state';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import { containedPolicy, type PolicyInForce } from './contained-policy';
import { containmentsOf } from './containments';
import type { TenantContext } from './context';
import { effectivePolicy, type Policy, policySchema } from './schema';

// A version never changes, so an entry is never stale; the key holds the tenant all the same.
const cache = processState('tenancy.policies', () => new LRUCache<string, Policy>({ max: 10_000 }));
forgettable('policies', (tenantId) =>
  removeEntries(cache, (key) => key.startsWith(`${tenantId}/`)),
);

/** The policy in force when the context was verified, with what contains the tenant now. */
export async function policyOf(ctx: TenantContext): Promise<PolicyInForce> {
  const [policy, inForce] = await Promise.all([agreedPolicyOf(ctx), containmentsOf(ctx)]);
  return containedPolicy(policy, inForce, now());
}

/** The policy as it was agreed, whatever contains the tenant: for what is chosen to last longer than that. */
export async function agreedPolicyOf(ctx: TenantContext): Promise<Policy> {
  const key = `${ctx.tenantId}/${ctx.policyVersion}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; manifest: unknown }>(
      'select tenant_id, manifest from policy_version where tenant_id = :tenant and version = $1',
      [ctx.policyVersion],
    ),
  );
  const row = rows[0];
  if (!row) throw new Error(`Policy version ${ctx.policyVersion} is missing.`);
  const policy = Object.freeze(effectivePolicy(policySchema.parse(row.manifest)));
  cache.set(key, policy);
  return policy;
}
