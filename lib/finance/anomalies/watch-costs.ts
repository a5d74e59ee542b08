import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { figuresOf } from '../forecast/read-forecast';
import { dayOf } from '../schema';
import { type CostCell, decompose } from './decompose';
import { type JudgedDay, judgeDays } from './judge-days';
import { type Episode, toEpisodes } from './to-episodes';

const DAY_MS = 86_400_000;
/** Late rows are looked for so long. */
const KEPT_OPEN_DAYS = 100;
const BASE_DAYS = 4;
const WEEKS_BACK = 8;

/**
 * Judges the days of one tenant, says why those that are out of the ordinary are, and forecasts its month; `at`: now. Under a lock
 * of the tenant, in one transaction: once more changes nothing and tells nobody. Returns how many notices.
 */
export async function watchCosts(ctx: TenantContext, at: Date): Promise<number> {
  return withTenantSql(ctx, async (sql) => {
    const filled = await sql<{ day: string; cost: string }>(
      `select f.day::text as day, f.cost_nano::text as cost from tenancy.fill_cost_days($1) f
       where tenancy.current_tenant() = :tenant`,
      [at],
    );
    const [begin] = filled;
    if (!begin) return 0;
    const first = Date.parse(begin.day) / DAY_MS;
    const cost = filled.map((day) => BigInt(day.cost));
    const judged = judgeDays({ first, values: cost.map(Number) });
    const days = { first, cost };
    const open = Math.max(0, cost.length - KEPT_OPEN_DAYS);
    const episodes = [];
    for (const episode of toEpisodes(judged).filter(({ from }) => from >= open))
      episodes.push(await explain(sql, days, judged, episode));
    const found = {
      since: nameOf(first + open),
      days: judged
        .slice(open)
        .flatMap((day, place) => (day ? [row(day, first + open + place)] : [])),
      episodes,
      forecast: forecastOf(days),
    };
    const [put] = await sql<{ told: number }>(
      'select tenancy.put_cost_findings($1, $2) as told where tenancy.current_tenant() = :tenant',
      [JSON.stringify(found), at],
    );
    return put?.told ?? 0;
  });
}

interface CostDays {
  first: number;
  cost: readonly bigint[];
}

/** The same weekday of weeks before, those that were ordinary: at most four. */
export function comparedWith(judged: readonly (JudgedDay | undefined)[], peak: number): number[] {
  const weeks = Array.from({ length: WEEKS_BACK }, (_, week) => peak - 7 * (week + 1));
  const known = weeks.filter((place) => place >= 0);
  const ordinary = known.filter((place) => !judged[place]?.anomalous);
  return (ordinary.length > 0 ? ordinary : known).slice(0, BASE_DAYS);
}

async function explain(
  sql: TenantSql,
  { first, cost }: CostDays,
  judged: readonly (JudgedDay | undefined)[],
  { from, to, peak, more }: Episode,
) {
  const base = comparedWith(judged, peak).map((place) => nameOf(first + place));
  const cells = await sql<
    Omit<CostCell, 'cost' | 'repriced'> & { based: boolean; cost: string; repriced: string }
  >(
    `select c.based, c.feature, c.model, c.who as user, c.version::text as version, c.calls::float8 as calls,
       c.cost_nano as cost, c.repriced_nano as repriced
     from tenancy.cost_cells($1, $2) c where tenancy.current_tenant() = :tenant`,
    [nameOf(first + peak), base],
  );
  const of = (based: boolean) =>
    cells
      .filter((cell) => cell.based === based)
      .map((cell) => ({ ...cell, cost: BigInt(cell.cost), repriced: BigInt(cell.repriced) }));
  return {
    first: nameOf(first + from),
    last: nameOf(first + to),
    peak: nameOf(first + peak),
    more,
    cost: (cost[peak] ?? 0n).toString(),
    expected: whole(judged[peak]?.expected ?? 0),
    causes: decompose(of(false), of(true), base),
  };
}

function row({ expected, band, anomalous }: JudgedDay, day: number) {
  return { day: nameOf(day), expected: whole(expected), band: whole(band), anomalous };
}

/** One row, or none while too little is known. */
function forecastOf(days: CostDays) {
  const figures = figuresOf(
    days.cost.map((nano, place) => ({
      day: nameOf(days.first + place),
      costNano: nano.toString(),
      expectedNano: null,
    })),
  );
  if (!figures) return [];
  return [
    {
      month: `${figures.month}-01`,
      through: figures.through,
      spent: figures.spentNano,
      expected: figures.expectedNano,
      low: figures.lowNano,
      high: figures.highNano,
      straight: figures.straightNano,
      error: figures.error,
      straight_error: figures.straightError,
      months: figures.months,
    },
  ];
}

function nameOf(day: number): string {
  return dayOf(day * DAY_MS);
}

function whole(nano: number): string {
  return BigInt(Math.round(nano)).toString();
}
