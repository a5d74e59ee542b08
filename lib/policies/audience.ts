import { CUSTOMERS } from '@/lib/console/customers';
import { soundPolicySchema } from '@/lib/console/policy/schema';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import type { Audience, PolicyPatch } from './schema';

/** One of those who are changed together, with the policy in force. */
export interface OfAudience {
  tenantId: string;
  name: string;
  version: number;
  policy: Policy;
}

/** Active and paused customers, in an order that says nothing about them and stays the same. */
export async function readAudience(sql: PlatformSql, audience: Audience): Promise<OfAudience[]> {
  const where = {
    group: 't.id in (select m.tenant_id from tenant_group_member m where m.group_id = $1::uuid)',
    plan: 't.plan = $1::text',
    tenants: 't.id = any ($1::uuid[])',
  }[audience.of];
  const given =
    audience.of === 'group'
      ? audience.group
      : audience.of === 'plan'
        ? audience.plan
        : audience.tenants;
  const rows = await sql<Omit<OfAudience, 'policy'> & { manifest: unknown }>(
    `select t.id as "tenantId", t.name, p.version, p.manifest from tenant t
     join lateral (select v.version, v.manifest from policy_version v where v.tenant_id = t.id order by v.version desc limit 1) p
       on true
     where ${where} and t.state in ('active', 'suspended') and t.id in ${CUSTOMERS} order by t.id`,
    [given],
  );
  return rows.map(({ manifest, ...tenant }) => ({
    ...tenant,
    policy: policySchema.parse(manifest),
  }));
}

/** The policy with these parts instead of its own, or why they contradict the rest of it. Pure. */
export function withPatch(policy: Policy, patch: PolicyPatch) {
  return soundPolicySchema.safeParse({ ...policy, ...patch });
}
