import { CUSTOMERS } from '@/lib/console/customers';
import { soundPolicySchema } from '@/lib/console/policy/schema';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import { governing, proposeChange } from './propose-change';
import type { Audience, Proposed, RollOut } from './schema';

interface Audited {
  tenantId: string;
  name: string;
  version: number;
  manifest: unknown;
}

/**
 * Proposes a change of many tenants in stages. Whose policy would contradict itself is named before anything is written
 * (`invalid_input`); nobody to change is `not_found` in words.
 */
export async function rollOut(ctx: PlatformContext, input: RollOut): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { audience, patch, reason, shares, stageMinutes, startsAt, endsAt } = input;
  const why = { action: 'policy.roll_out', reason, detail: { audience, shares } };
  return governing(ctx, why, async (sql) => {
    const tenants = await readAudience(sql, audience);
    const first = tenants[0];
    if (!first) throw new AppError('invalid_input', 'There is no tenant in it.');
    for (const { name, manifest } of tenants) {
      const next = soundPolicySchema.safeParse({ ...policySchema.parse(manifest), ...patch });
      if (!next.success)
        throw new AppError('invalid_input', `${name}: ${next.error.issues[0]?.message}`);
    }
    const stages = stagesOf(tenants.length, shares);
    return proposeChange(sql, {
      kind: 'tenants',
      targets: tenants.map(({ tenantId }, place) => ({ tenantId, stage: stages[place] ?? 1 })),
      basedOn: tenants.length === 1 ? first.version : null,
      ...{ patch, reason, startsAt, endsAt },
      stageMinutes: shares.length > 1 ? stageMinutes : null,
    });
  });
}

/** In which stage each of so many is, the first at least one of them; a stage that adds nobody is left out. Pure. */
export function stagesOf(count: number, shares: readonly number[]): number[] {
  const ends = [...new Set(shares.map((share) => Math.max(1, Math.floor((count * share) / 100))))];
  return Array.from({ length: count }, (_, place) => ends.findIndex((end) => place < end) + 1);
}

/** Active and paused customers, in an order that says nothing about them and stays the same. */
export async function readAudience(sql: PlatformSql, audience: Audience): Promise<Audited[]> {
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
  return sql<Audited>(
    `select t.id as "tenantId", t.name, p.version, p.manifest from tenant t
     join lateral (select v.version, v.manifest from policy_version v where v.tenant_id = t.id order by v.version desc limit 1) p
       on true
     where ${where} and t.state in ('active', 'suspended') and t.id in ${CUSTOMERS} order by t.id`,
    [given],
  );
}
