import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { dayOf } from '../schema';
import { readLines } from '../showback/read-lines';
import { nextMonth } from '../showback/spans';
import { allocate, type Weight } from './allocate';
import {
  type AllocatedRow,
  type Method,
  SHARED_KINDS,
  type SharedCost,
  type SharedCosts,
  type SharedKind,
} from './schema';

interface StoredCost {
  id: string;
  kind: SharedKind;
  amount: string;
  method: Method;
  shares: Record<string, number>;
  reason: string;
  at: Date;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
}

/** What was shared in a month (`YYYY-MM`, UTC), and each tenant's part of it. */
export async function readSharedCosts(ctx: PlatformContext, month: string): Promise<SharedCosts> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'shared_costs.view',
    reason: 'Looked at shared costs',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) => sharedCosts(sql, month));
}

/** The parts and their total as cells, with exact decimal dollars. */
export async function exportSharedCosts(
  ctx: PlatformContext,
  month: string,
): Promise<{ header: string[]; rows: string[][] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'shared_costs.export',
    reason: 'Downloaded shared costs',
    detail: { month },
  };
  const { rows, allocatedNano } = await withPlatform(ctx, why, (sql) => sharedCosts(sql, month));
  const own = rows.reduce((sum, row) => sum + BigInt(row.ownNano), 0n);
  const usd = (nano: string | bigint) => exactUsd(BigInt(nano));
  const of = (kind: SharedKind) => rows.reduce((sum, row) => sum + BigInt(row.parts[kind]), 0n);
  return {
    header: ['tenant', 'id', 'own_usd', ...SHARED_KINDS.map((kind) => `${kind}_usd`), 'shared_usd'],
    rows: [
      ...rows.map(({ tenant, ownNano, parts, sharedNano }) => [
        tenant.name,
        tenant.id,
        usd(ownNano),
        ...SHARED_KINDS.map((kind) => usd(parts[kind])),
        usd(sharedNano),
      ]),
      ['Total', '', usd(own), ...SHARED_KINDS.map((kind) => usd(of(kind))), usd(allocatedNano)],
    ],
  };
}

/** What one tenant takes of one shared cost, in nano-dollars. */
export interface SharedPart {
  cost: { id: string; kind: SharedKind; method: Method; amountNano: bigint };
  tenant: { id: string; name: string };
  nano: bigint;
}

/** The parts of a month's costs that are not withdrawn; in a transaction of the caller's. */
export async function sharedParts(sql: PlatformSql, month: string): Promise<SharedPart[]> {
  const { parts, tenants } = await allocatedIn(sql, month);
  return parts.flatMap(([{ id, kind, method, amount }, of]) =>
    tenants.flatMap((tenant) => {
      const nano = of.get(tenant.id) ?? 0n;
      if (nano === 0n) return [];
      return [{ cost: { id, kind, method, amountNano: BigInt(amount) }, tenant, nano }];
    }),
  );
}

async function allocatedIn(sql: PlatformSql, month: string) {
  const first = `${month}-01`;
  const stored = await sql<StoredCost>(
    `select c.id, c.kind, c.amount_nano::text as amount, c.method, c.shares, c.reason, c.entered_at as at, c.withdrawn_at,
       c.withdrawn_reason
     from shared_cost c where c.month = $1 order by c.entered_at desc, c.id`,
    [first],
  );
  const until = nextMonth(first);
  const span = { from: first, to: dayOf(Date.parse(until) - 86_400_000) };
  const used = await readLines(sql, { by: 'tenant', filter: {} }, span);
  const tenants = await sql<{ id: string; name: string }>(
    `select id, name from tenant where id in ${CUSTOMERS} and created_at < $1::date::timestamp at time zone 'UTC'
     order by name, id`,
    [until],
  );
  const own = new Map(used.lines.map((line) => [line.key, BigInt(line.costNano)]));
  const weights: Weight[] = tenants.map(({ id }) => ({ key: id, weight: own.get(id) ?? 0n }));
  const parts = partsOf(
    stored.filter((cost) => !cost.withdrawn_at),
    weights,
  );
  return { stored, tenants, own, parts };
}

async function sharedCosts(sql: PlatformSql, month: string): Promise<SharedCosts> {
  const { stored, tenants, own, parts } = await allocatedIn(sql, month);
  const rows = tenants.map(({ id, name }) => rowOf({ id, name }, own.get(id) ?? 0n, parts));
  const sum = (amounts: readonly string[]) =>
    amounts.reduce((total, amount) => total + BigInt(amount), 0n).toString();
  return {
    month,
    costs: stored.map(toSharedCost),
    rows: rows.sort((a, b) => dearestFirst(a, b)),
    enteredNano: sum(stored.filter((cost) => !cost.withdrawn_at).map((cost) => cost.amount)),
    allocatedNano: sum(rows.map((row) => row.sharedNano)),
    tenants,
  };
}

/** What each tenant takes of each cost. */
function partsOf(
  costs: readonly StoredCost[],
  own: readonly Weight[],
): [StoredCost, Map<string, bigint>][] {
  return costs.map((cost) => [cost, allocate(BigInt(cost.amount), weightsOf(cost, own))]);
}

/** Where nobody of a method's weights is there, and in a month without usage, all take the same. */
function weightsOf({ method, shares }: StoredCost, own: readonly Weight[]): Weight[] {
  const even = own.map(({ key }) => ({ key, weight: 1n }));
  if (method === 'even') return even;
  const given =
    method === 'proportional'
      ? [...own]
      : own.map(({ key }) => ({ key, weight: BigInt(shares[key] ?? 0) }));
  return given.some(({ weight }) => weight > 0n) ? given : even;
}

function rowOf(
  tenant: { id: string; name: string },
  own: bigint,
  parts: readonly [StoredCost, Map<string, bigint>][],
): AllocatedRow {
  const of = (kind: SharedKind) =>
    parts.reduce(
      (sum, [each, part]) => sum + (each.kind === kind ? (part.get(tenant.id) ?? 0n) : 0n),
      0n,
    );
  const all = SHARED_KINDS.map((kind) => [kind, of(kind)] as const);
  return {
    tenant,
    ownNano: own.toString(),
    parts: Object.fromEntries(all.map(([kind, nano]) => [kind, nano.toString()])) as Record<
      SharedKind,
      string
    >,
    sharedNano: all.reduce((sum, [, nano]) => sum + nano, 0n).toString(),
  };
}

function dearestFirst(a: AllocatedRow, b: AllocatedRow): number {
  const difference = BigInt(b.sharedNano) - BigInt(a.sharedNano);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

function toSharedCost(cost: StoredCost): SharedCost {
  return {
    id: cost.id,
    kind: cost.kind,
    amountNano: cost.amount,
    method: cost.method,
    reason: cost.reason,
    at: cost.at.toISOString(),
    withdrawn:
      cost.withdrawn_at === null
        ? null
        : { at: cost.withdrawn_at.toISOString(), reason: cost.withdrawn_reason ?? '' },
  };
}
