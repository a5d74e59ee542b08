import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { dayOf, daysOf } from '../schema';
import { readLines } from '../showback/read-lines';
import type { DaySpan } from '../showback/schema';
import { nextMonth } from '../showback/spans';
import { burnDown } from './burn-down';
import type { MeantRow } from './planned-row';
import { readRows } from './read-rows';
import type { PlannedMonth, PlannedOf, PlannedRow } from './schema';

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
    const span = daysOfMonth(month);
    const { tenants, groups, total } = await readRows(sql, span);
    const { row, compared } = chosen(of, tenants, groups) ?? total;
    return {
      month,
      tenants: tenants.map((each) => each.row),
      groups: groups.map((each) => each.row),
      total: total.row,
      burnDown: row.plannedNano
        ? burnDown(
            BigInt(row.plannedNano),
            daysOf(span),
            await readDaily(sql, compared, span),
            dayOf(clock().now()),
          )
        : [],
      of: row.label,
    };
  });
}

/** The tables of the month as cells, with exact decimal dollars: groups, tenants, and all tenants last. */
export async function exportPlanned(
  ctx: PlatformContext,
  month: string,
): Promise<{ header: string[]; rows: string[][] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'spend.export',
    reason: 'Downloaded planned and actual spend',
    detail: { month },
  };
  return withPlatform(ctx, why, async (sql) => {
    const { tenants, groups, total } = await readRows(sql, daysOfMonth(month));
    return {
      header: HEADER,
      rows: [
        ...groups.map(({ row }) => cellsOf('group', month, row)),
        ...tenants.map(({ row }) => cellsOf('tenant', month, row)),
        cellsOf('total', month, total.row),
      ],
    };
  });
}

const HEADER = [
  ...['of', 'id', 'name', 'month_utc', 'tenants', 'tenants_planned', 'own_plan_usd'],
  ...['tenants_plans_usd', 'planned_usd', 'actual_usd', 'compared_usd', 'left_usd'],
];

function cellsOf(of: PlannedOf | 'total', month: string, row: PlannedRow): string[] {
  const { ownNano, membersNano, plannedNano, actualNano, plannedActualNano, leftNano } = row;
  return [
    ...[of, row.key, row.label, month, String(row.tenants), String(row.planned)],
    ...[ownNano, membersNano, plannedNano, actualNano, plannedActualNano, leftNano].map((nano) =>
      nano === null ? '' : exactUsd(BigInt(nano)),
    ),
  ];
}

function daysOfMonth(month: string): DaySpan {
  const first = `${month}-01`;
  return { from: first, to: dayOf(Date.parse(nextMonth(first)) - DAY_MS) };
}

/** Undefined where nobody in particular is asked for. */
function chosen(
  { tenant, group }: { tenant?: string; group?: string },
  tenants: readonly MeantRow[],
  groups: readonly MeantRow[],
): MeantRow | undefined {
  if (!tenant && !group) return undefined;
  const found = tenant
    ? tenants.find(({ row }) => row.key === tenant)
    : groups.find(({ row }) => row.key === group);
  if (!found) throw notFound();
  return found;
}

/** What those came to on each day. */
async function readDaily(
  sql: PlatformSql,
  tenants: readonly string[],
  span: DaySpan,
): Promise<Map<string, bigint>> {
  const { lines } = await readLines(sql, { by: 'day', filter: {}, tenants }, span);
  return new Map(lines.map((line) => [line.key, BigInt(line.priceNano)]));
}
