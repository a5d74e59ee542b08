import type { PlatformSql } from '@/lib/db/platform-sql';
import { ofGroup } from '../ledger-filter';
import type { LedgerFilter } from '../schema';
import { sharedParts } from '../shared-costs/read-shared-costs';
import { readLines } from './read-lines';
import type { LeftOut, ShowbackSums, SpanShared } from './schema';
import { monthsThatAre, monthsWithin } from './spans';

/** What one tenant takes of the shared costs of the days. Nano-dollars. */
export interface TenantPart {
  id: string;
  name: string;
  erased: boolean;
  nano: bigint;
}

/** Each tenant's part of the months that the days are, also of who used nothing. */
export interface SharedParts {
  leftOut: null;
  /** `YYYY-MM`. */
  months: string[];
  parts: TenantPart[];
}

/**
 * The parts of the shared costs of the days that the filter means. They are of whole months (UTC) and of tenants: where the days
 * are no whole months, or the filter narrows by anything but tenants, they are left out and nothing is spread by days.
 */
export async function readSharedParts(
  sql: PlatformSql,
  filter: LedgerFilter,
): Promise<SharedParts | LeftOut> {
  const { from: _from, to: _to, usage: _usage, tenant, group, ...narrowed } = filter;
  if (Object.values(narrowed).some((value) => value !== undefined)) return { leftOut: 'filters' };
  const firsts = monthsThatAre(filter);
  if (firsts.length === 0) return { leftOut: 'days', whole: monthsWithin(filter) };
  const entered = await sql<{ month: string }>(
    `select distinct to_char(c.month, 'YYYY-MM') as month from shared_cost c
     where c.withdrawn_at is null and c.month = any ($1::date[]) order by 1`,
    [firsts],
  );
  const members = group ? await readMembers(sql, group) : undefined;
  const parts = new Map<string, TenantPart>();
  for (const { month } of entered)
    for (const part of await sharedParts(sql, month)) {
      const { id, name } = part.tenant;
      if ((tenant && id !== tenant) || (members && !members.has(id))) continue;
      const before = parts.get(id)?.nano ?? 0n;
      parts.set(id, { id, name, erased: part.erased, nano: before + part.nano });
    }
  return {
    leftOut: null,
    months: firsts.map((first) => first.slice(0, 7)),
    parts: [...parts.values()],
  };
}

/** What they come to beside the sums of the same days, and how much of it no line of a tenant has. */
export async function sumShared(
  sql: PlatformSql,
  shared: SharedParts | LeftOut,
  filter: LedgerFilter,
  totals: ShowbackSums,
): Promise<SpanShared | LeftOut> {
  if (shared.leftOut !== null) return shared;
  const { months, parts } = shared;
  const used = await usedBy(sql, parts, filter);
  const here = parts.filter(({ erased }) => !erased);
  return {
    ...{ leftOut: null, months },
    ...afterShared(totals, sumOf(parts)),
    idle: counted(here.filter(({ id }) => !used.has(id))),
    erased: counted(parts.filter(({ erased }) => erased)),
  };
}

/** A margin less a part of shared costs. */
export function afterShared(
  { marginNano }: Pick<ShowbackSums, 'marginNano'>,
  part: bigint,
): { sharedNano: string; afterSharedNano: string } {
  return {
    sharedNano: part.toString(),
    afterSharedNano: (BigInt(marginNano) - part).toString(),
  };
}

export function sumOf(parts: readonly TenantPart[]): bigint {
  return parts.reduce((sum, { nano }) => sum + nano, 0n);
}

function counted(parts: readonly TenantPart[]): { count: number; nano: string } {
  return { count: parts.length, nano: sumOf(parts).toString() };
}

async function usedBy(
  sql: PlatformSql,
  parts: readonly TenantPart[],
  filter: LedgerFilter,
): Promise<Set<string>> {
  if (parts.length === 0) return new Set();
  const keys = parts.map(({ id }) => id);
  const { lines } = await readLines(sql, { by: 'tenant', filter }, filter, { keys });
  return new Set(lines.map(({ key }) => key));
}

async function readMembers(sql: PlatformSql, group: string): Promise<Set<string>> {
  const rows = await sql<{ id: string }>(
    `select t.id from tenant t where t.id in ${ofGroup('$1')}`,
    [group],
  );
  return new Set(rows.map(({ id }) => id));
}
