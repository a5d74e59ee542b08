import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { readInstances } from '@/lib/platform-health/read-instances';
import type { InstanceView } from '@/lib/platform-health/schema';
import type { InstanceBehind, InstanceEnforcement } from './schema';

/**
 * What each running instance takes to be in force beside what is, and where it counts limits and finds vectors beside what
 * the others and placements need; those with something amiss first.
 */
export async function readInstanceStates(sql: PlatformSql): Promise<InstanceEnforcement[]> {
  const running = (await readInstances(sql)).filter(({ state }) => state !== 'stopped');
  const behind = await readBehind(sql);
  const placed = await sql<{ store: string }>(
    `select distinct p.vector_store as store from tenant_placement p where p.tenant_id in ${CUSTOMERS}`,
  );
  return instanceStates(
    running,
    behind,
    placed.map(({ store }) => store),
  );
}

interface BehindRow extends InstanceBehind {
  instance: string;
}

async function readBehind(sql: PlatformSql): Promise<BehindRow[]> {
  const rows = await sql<Omit<BehindRow, 'toldAt'> & { told_at: Date | null }>(
    `select b.instance, b.tenant_id as "tenantId", t.name, b.part, b.knows, b.in_force as "inForce",
       (select max(p.at) from platform_audit p where p.at > now() - interval '1 hour' and p.action = 'policy.announce'
         and p.subject_tenant = b.tenant_id) as told_at
     from tenancy.instances_behind() b join tenant t on t.id = b.tenant_id order by t.name, t.id, b.part limit 500`,
  );
  return rows.map(({ told_at, ...row }) => ({ ...row, toldAt: told_at?.toISOString() ?? null }));
}

/** Pure. `stores`: vector stores that tenants are placed in. */
export function instanceStates(
  instances: readonly InstanceView[],
  behind: readonly BehindRow[],
  stores: readonly string[],
): InstanceEnforcement[] {
  const admitting = instances.filter(
    ({ state, roles }) => state === 'running' && (roles.includes('web') || roles.includes('api')),
  );
  return instances
    .map((instance): InstanceEnforcement => {
      const { id, roles, seenAt, facts } = instance;
      const { limits, vectors } = facts.stores;
      const alone = admitting.length > 1 && admitting.includes(instance);
      return {
        ...{ id, roles, seenAt, limits },
        seen: instance.state === 'running',
        tenants: facts.knownTenants ?? 0,
        behind: behind.filter((row) => row.instance === id).map(({ instance: _, ...row }) => row),
        countsAlone: limits === 'redis away' || (limits === 'in process' && alone),
        lacks: stores.filter((store) => !vectors.includes(store)),
      };
    })
    .sort((one, other) => amiss(other) - amiss(one));
}

function amiss({ seen, behind, countsAlone, lacks }: InstanceEnforcement): number {
  return Number(!seen || behind.length > 0 || countsAlone || lacks.length > 0);
}
