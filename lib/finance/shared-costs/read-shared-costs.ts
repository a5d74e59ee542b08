import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { allocate, type Weight } from './allocate';
import { type Holder, readHolders } from './read-holders';
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

/** A cost, and what each tenant takes of it in nano-dollars. */
type Allocated = [StoredCost, Map<string, bigint>];

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
  /** The tenant is no more. */
  erased: boolean;
  nano: bigint;
}

/** The parts of a month's costs that are not withdrawn; in a transaction of the caller's. */
export async function sharedParts(sql: PlatformSql, month: string): Promise<SharedPart[]> {
  const { parts, holders } = await allocatedIn(sql, month);
  return parts.flatMap(([{ id, kind, method, amount }, of]) =>
    holders.flatMap((holder) => {
      const nano = of.get(holder.id) ?? 0n;
      if (nano === 0n) return [];
      const tenant = { id: holder.id, name: holder.name };
      const { erased } = holder;
      return [{ cost: { id, kind, method, amountNano: BigInt(amount) }, tenant, erased, nano }];
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
  const counted = stored.filter((cost) => !cost.withdrawn_at);
  const named = [...new Set(counted.flatMap(({ shares }) => Object.keys(shares)))];
  const holders = await readHolders(sql, first, named);
  const parts = counted.map(
    (cost): Allocated => [cost, allocate(BigInt(cost.amount), weightsOf(cost, holders))],
  );
  return { stored, counted, holders, parts };
}

async function sharedCosts(sql: PlatformSql, month: string): Promise<SharedCosts> {
  const { stored, counted, holders, parts } = await allocatedIn(sql, month);
  const rows = holders
    .map((holder) => rowOf(holder, parts))
    .filter((row) => !row.erased || row.sharedNano !== '0' || row.ownNano !== '0');
  const sum = (amounts: readonly string[]) =>
    amounts.reduce((total, amount) => total + BigInt(amount), 0n).toString();
  return {
    month,
    costs: stored.map((cost) => toSharedCost(cost, holders)),
    rows: rows.sort((a, b) => dearestFirst(a, b)),
    enteredNano: sum(counted.map((cost) => cost.amount)),
    allocatedNano: sum(rows.map((row) => row.sharedNano)),
    tenants: holders
      .filter(({ erased, there }) => there && !erased)
      .map(({ id, name }) => ({ id, name })),
  };
}

function weightsOf(cost: StoredCost, holders: readonly Holder[]): Weight[] {
  if (cost.method === 'fixed')
    return holders.map(({ id }) => ({ key: id, weight: BigInt(cost.shares[id] ?? 0) }));
  return cost.method === 'even' || isEvenInstead(cost, holders)
    ? holders.filter(({ there }) => there).map(({ id }) => ({ key: id, weight: 1n }))
    : holders.map(({ id, own }) => ({ key: id, weight: own }));
}

/** In a month without usage there is nothing to go by: all take the same. */
function isEvenInstead({ method }: StoredCost, holders: readonly Holder[]): boolean {
  return method === 'proportional' && !holders.some(({ own }) => own > 0n);
}

function rowOf({ id, name, erased, own }: Holder, parts: readonly Allocated[]): AllocatedRow {
  const of = (kind: SharedKind) =>
    parts.reduce((sum, [each, part]) => sum + (each.kind === kind ? (part.get(id) ?? 0n) : 0n), 0n);
  const all = SHARED_KINDS.map((kind) => [kind, of(kind)] as const);
  return {
    tenant: { id, name },
    erased,
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

function toSharedCost(cost: StoredCost, holders: readonly Holder[]): SharedCost {
  return {
    id: cost.id,
    kind: cost.kind,
    amountNano: cost.amount,
    method: cost.method,
    evenInstead: isEvenInstead(cost, holders),
    reason: cost.reason,
    at: cost.at.toISOString(),
    withdrawn:
      cost.withdrawn_at === null
        ? null
        : { at: cost.withdrawn_at.toISOString(), reason: cost.withdrawn_reason ?? '' },
  };
}
