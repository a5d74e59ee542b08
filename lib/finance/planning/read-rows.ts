import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { readLines } from '../showback/read-lines';
import type { DaySpan } from '../showback/schema';
import { type MeantRow, plannedRow, type StoredPlan } from './planned-row';

interface StoredGroup extends StoredPlan {
  /** Ids of the tenants that are in it now. */
  tenants: string[];
}

/** Planned and actual of a month by tenant and group, and of all tenants; in a transaction of the caller's. */
export async function readRows(
  sql: PlatformSql,
  span: DaySpan,
): Promise<{ tenants: MeantRow[]; groups: MeantRow[]; total: MeantRow }> {
  const { lines } = await readLines(sql, { by: 'tenant', filter: {} }, span);
  const actual = new Map(lines.map((line) => [line.key, BigInt(line.priceNano)]));
  const plans = await readPlans(sql, span.from);
  const groups = await readGroups(sql, span.from);
  const rowOf = ({ id, name, planned }: StoredPlan, members: readonly StoredPlan[]) =>
    plannedRow({ key: id, label: name, own: planned }, members, actual);
  return {
    tenants: plans.map((plan) => rowOf(plan, [plan])),
    groups: groups.map((group) =>
      rowOf(
        group,
        plans.filter(({ id }) => group.tenants.includes(id)),
      ),
    ),
    total: rowOf({ id: '', name: 'All tenants', planned: null }, plans),
  };
}

function readPlans(sql: PlatformSql, first: string): Promise<StoredPlan[]> {
  return sql<StoredPlan>(
    `select t.id, t.name, p.planned_nano::text as planned
     from tenant t left join planned_spend p on p.tenant_id = t.id and p.month = $1
     where t.id in ${CUSTOMERS} order by t.name, t.id`,
    [first],
  );
}

function readGroups(sql: PlatformSql, first: string): Promise<StoredGroup[]> {
  return sql<StoredGroup>(
    `select g.id, g.name, p.planned_nano::text as planned,
       array(select m.tenant_id from tenant_group_member m where m.group_id = g.id) as tenants
     from tenant_group g left join planned_group_spend p on p.group_id = g.id and p.month = $1 order by g.name`,
    [first],
  );
}
