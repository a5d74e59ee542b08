import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Placement } from '@/lib/tenancy/placement';
import { policyOf } from '@/lib/tenancy/policy';
import { type ContainmentFigures, evaluate, type Threshold } from './evaluate';

interface WatchedRule extends Threshold {
  id: string;
  windowMinutes: number;
  /** When it last ended for the tenant: what was before counts no more. */
  endedAt: Date | null;
}

/** Failures of this installation, and of the platform's provider: nobody is contained for having met them. */
const NOT_ITS_OWN: Record<Placement['modelAccount'], readonly string[]> = {
  own: ['store_unavailable', 'internal'],
  platform: ['store_unavailable', 'internal', 'model_unavailable', 'model_overloaded'],
};
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 86_400_000;
/** Of a month: the even use of its budget that nobody finds unusual. */
const MONTH_MS = 30 * 86_400_000;

/**
 * Compares what the tenant did lately with every rule that is not in force for it, and puts those in force
 * that it reached. For the worker, after the tenant's figures changed. Returns how many began.
 */
export async function watchTenant(ctx: TenantContext): Promise<number> {
  const { priceNanoPerMonth } = await policyOf(ctx);
  return withTenantSql(ctx, async (sql) => {
    let begun = 0;
    for (const rule of await watchedRules(sql)) {
      const figures = await figuresOf(sql, rule, {
        perMonth: BigInt(priceNanoPerMonth),
        notItsOwn: NOT_ITS_OWN[ctx.placement.modelAccount],
      });
      const value = evaluate(rule, figures);
      if (value === undefined) continue;
      const [row] = await sql<{ begun: boolean }>(
        `select tenancy.start_containment($1, $2, $3, $4, $5) as begun
         where tenancy.current_tenant() = :tenant`,
        [newId(), newId(), rule.id, value, now()],
      );
      if (row?.begun) begun += 1;
    }
    return begun;
  });
}

function watchedRules(sql: TenantSql): Promise<WatchedRule[]> {
  return sql<WatchedRule>(
    `select r.id, r.metric, r.threshold, r.at_least as "atLeast", r.window_minutes as "windowMinutes",
       (select max(c.ended_at) from containment c where c.tenant_id = :tenant and c.rule_id = r.id) as "endedAt"
     from containment_rule r
     where r.enabled and not exists (select from containment c
       where c.tenant_id = :tenant and c.rule_id = r.id and c.ended_at is null)
     order by r.id`,
  );
}

async function figuresOf(
  sql: TenantSql,
  { metric, windowMinutes, endedAt }: WatchedRule,
  { perMonth, notItsOwn }: { perMonth: bigint; notItsOwn: readonly string[] },
): Promise<ContainmentFigures> {
  const at = now().getTime();
  const length = windowMinutes * MINUTE_MS;
  const from = Math.max(at - length, endedAt?.getTime() ?? 0);
  const lately = { starts: new Date(from), ends: new Date(at + 1) };
  const before = { starts: new Date(at - length - WEEK_MS), ends: new Date(at - length) };
  const spans = metric === 'spend_factor' ? [lately, before] : [lately];
  const rows = await sql<Sums>(
    `select place, ok, failed, refused, price_nano from tenancy.usage_in(array_fill(:tenant::uuid, array[$3::integer]),
       $1::timestamptz[], $2::timestamptz[], false)`,
    [spans.map(({ starts }) => starts), spans.map(({ ends }) => ends), spans.length],
  );
  const [lastly, lastWeek] = [1, 2].map((place) => rows.find((row) => row.place === place));
  const own = ((lastWeek?.price_nano ?? 0n) * BigInt(length)) / BigInt(WEEK_MS);
  const even = (perMonth * BigInt(length)) / BigInt(MONTH_MS);
  return {
    ok: Number(lastly?.ok ?? 0n),
    failed: Number(
      (lastly?.failed ?? 0n) -
        (metric === 'error_share' ? await excused(sql, lately, notItsOwn) : 0n),
    ),
    refused: Number(lastly?.refused ?? 0n),
    injectionAttempts: metric === 'injection_attempts' ? await attempts(sql, lately.starts) : 0,
    spent: lastly?.price_nano ?? 0n,
    usual: own > even ? own : even,
  };
}

interface Sums {
  place: number;
  ok: bigint;
  failed: bigint;
  refused: bigint;
  price_nano: bigint;
}

async function excused(
  sql: TenantSql,
  { starts, ends }: { starts: Date; ends: Date },
  codes: readonly string[],
): Promise<bigint> {
  const [row] = await sql<{ excused: bigint }>(
    `select count(*) as excused from request where tenant_id = :tenant and started_at >= $1 and started_at < $2
       and outcome = 'error' and error_code = any($3::text[])`,
    [starts, ends, codes],
  );
  return row?.excused ?? 0n;
}

async function attempts(sql: TenantSql, from: Date): Promise<number> {
  const [row] = await sql<{ attempts: bigint }>(
    'select count(*) as attempts from injection_attempt where tenant_id = :tenant and at >= $1',
    [from],
  );
  return Number(row?.attempts ?? 0n);
}
