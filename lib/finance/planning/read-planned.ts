import { clock } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { dayOf, daysOf } from '../schema';
import { readLines } from '../showback/read-lines';
import type { DaySpan } from '../showback/schema';
import { nextMonth } from '../showback/spans';
import { burnDown } from './burn-down';
import type { PlannedMonth, PlannedRow } from './schema';

interface StoredPlan {
  id: string;
  name: string;
  planned: string | null;
}

interface StoredGroup {
  id: string;
  name: string;
  tenants: string[];
}

const DAY_MS = 86_400_000;

/**
 * Planned against actual of a month (`YYYY-MM`, UTC) by tenant and group, with the burn-down of all, of a tenant or of a group.
 * Throws `not_found` for one that there is not.
 */
export async function readPlanned(
  ctx: PlatformContext,
  month: string,
  of: { tenant?: string; group?: string },
): Promise<PlannedMonth> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'spend.view',
    reason: 'Looked at planned and actual spend',
    tenantId: of.tenant,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const first = `${month}-01`;
    const span = { from: first, to: dayOf(Date.parse(nextMonth(first)) - DAY_MS) };
    const { lines } = await readLines(sql, { by: 'tenant', filter: {} }, span);
    const actual = new Map(lines.map((line) => [line.key, BigInt(line.priceNano)]));
    const plans = await readPlans(sql, first);
    const groups = await readGroups(sql);
    const rowOf = (key: string, label: string, those: readonly StoredPlan[]) =>
      toRow(key, label, those, actual);
    const members = (group: StoredGroup) => plans.filter(({ id }) => group.tenants.includes(id));
    const shown = chosen(of, plans, groups, members);
    const row = rowOf('', shown.label, shown.plans);
    return {
      month,
      tenants: plans.map((plan) => rowOf(plan.id, plan.name, [plan])),
      groups: groups.map((group) => rowOf(group.id, group.name, members(group))),
      total: rowOf('', 'All tenants', plans),
      burnDown: row.plannedNano
        ? burnDown(
            BigInt(row.plannedNano),
            daysOf(span),
            await readDaily(sql, plannedOf(shown.plans), span),
            dayOf(clock().now()),
          )
        : [],
      of: shown.label,
    };
  });
}

function chosen(
  of: { tenant?: string; group?: string },
  plans: readonly StoredPlan[],
  groups: readonly StoredGroup[],
  members: (group: StoredGroup) => StoredPlan[],
): { label: string; plans: readonly StoredPlan[] } {
  if (of.tenant) {
    const plan = plans.find(({ id }) => id === of.tenant);
    if (!plan) throw notFound();
    return { label: plan.name, plans: [plan] };
  }
  if (!of.group) return { label: 'All tenants', plans };
  const group = groups.find(({ id }) => id === of.group);
  if (!group) throw notFound();
  return { label: group.name, plans: members(group) };
}

function readPlans(sql: PlatformSql, first: string): Promise<StoredPlan[]> {
  return sql<StoredPlan>(
    `select t.id, t.name, p.planned_nano::text as planned
     from tenant t left join planned_spend p on p.tenant_id = t.id and p.month = $1
     where t.id in ${CUSTOMERS} order by t.name, t.id`,
    [first],
  );
}

function readGroups(sql: PlatformSql): Promise<StoredGroup[]> {
  return sql<StoredGroup>(
    `select g.id, g.name, array(select m.tenant_id from tenant_group_member m where m.group_id = g.id) as tenants
     from tenant_group g order by g.name`,
  );
}

function plannedOf(plans: readonly StoredPlan[]): StoredPlan[] {
  return plans.filter(({ planned }) => planned !== null);
}

/** What those came to on each day. */
async function readDaily(
  sql: PlatformSql,
  plans: readonly StoredPlan[],
  span: DaySpan,
): Promise<Map<string, bigint>> {
  const tenants = plans.map(({ id }) => id);
  const { lines } = await readLines(sql, { by: 'day', filter: {}, tenants }, span);
  return new Map(lines.map((line) => [line.key, BigInt(line.priceNano)]));
}

/** Without any plan there is none to be over; of several, a plan is compared with the tenants that it was made of. */
function toRow(
  key: string,
  label: string,
  plans: readonly StoredPlan[],
  actual: ReadonlyMap<string, bigint>,
): PlannedRow {
  const spentOf = (those: readonly StoredPlan[]) =>
    those.reduce((sum, { id }) => sum + (actual.get(id) ?? 0n), 0n);
  const made = plannedOf(plans);
  const planned = made.reduce((sum, plan) => sum + BigInt(plan.planned ?? 0), 0n);
  const spent = spentOf(made);
  return {
    key,
    label,
    tenants: plans.length,
    planned: made.length,
    plannedNano: made.length > 0 ? planned.toString() : null,
    actualNano: spentOf(plans).toString(),
    plannedActualNano: spent.toString(),
    leftNano: made.length > 0 ? (planned - spent).toString() : null,
  };
}
