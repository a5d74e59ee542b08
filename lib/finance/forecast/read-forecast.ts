import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { dayOf } from '../schema';
import { costDays, forecastAt, monthAround, pastError } from './past-error';
import type { CostDayView, ForecastFigures, ForecastReport, TenantForecast } from './schema';

const DAY_MS = 86_400_000;
const SHOWN_DAYS = 90;
const KNOWN_DAYS = 400;

interface StoredForecast {
  id: string;
  name: string;
  month: string;
  through: string;
  spent: string;
  expected: string;
  low: string;
  high: string;
  straight: string;
  error: number | null;
  straight_error: number | null;
  months: number;
}

/** What the month costs the platform, of one tenant or of all, by the days that the worker judged. */
export async function readForecast(
  ctx: PlatformContext,
  tenantId?: string,
): Promise<ForecastReport> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    ...{ action: 'forecast.view', reason: 'Looked at forecasts' },
    ...{ tenantId, fold: '5 minutes' },
  };
  return withPlatform(ctx, why, async (sql) => {
    const days = await readDays(sql, tenantId);
    const tenants = await readTenants(sql);
    return {
      figures: figuresOf(days),
      days: days.slice(-SHOWN_DAYS),
      tenants,
      choices: await sql<{ id: string; name: string }>(
        `select id, name from tenant where id in ${CUSTOMERS} order by name, id`,
      ),
    };
  });
}

/** The table of tenants as cells, with exact decimal dollars; all together first. */
export async function exportForecasts(ctx: PlatformContext): Promise<string[][]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'forecast.export', reason: 'Downloaded forecasts' };
  return withPlatform(ctx, why, async (sql) => {
    const all = figuresOf(await readDays(sql));
    return [
      HEADER,
      ...(all ? [['All tenants', '', ...cellsOf(all)]] : []),
      ...(await readTenants(sql)).map((row) => [row.tenant.name, row.tenant.id, ...cellsOf(row)]),
    ];
  });
}

const HEADER = [
  ...['tenant', 'tenant_id', 'month_utc', 'through_utc', 'spent_usd', 'expected_usd', 'low_usd'],
  ...['high_usd', 'straight_line_usd', 'past_error', 'straight_line_past_error', 'past_months'],
];

function cellsOf(row: ForecastFigures): string[] {
  return [
    ...[row.month, row.through],
    ...[row.spentNano, row.expectedNano, row.lowNano, row.highNano, row.straightNano].map((nano) =>
      exactUsd(BigInt(nano)),
    ),
    ...[row.error, row.straightError].map((share) => share?.toFixed(4) ?? ''),
    String(row.months),
  ];
}

/** One after the other; days on which only some tenants were judged yet are left out of the sum of all. */
async function readDays(sql: PlatformSql, tenantId?: string): Promise<CostDayView[]> {
  const rows = await sql<{ day: string; cost: string; expected: string | null }>(
    `select c.day::text as day, sum(c.cost_nano)::text as cost,
       case when $1::uuid is not null then sum(c.expected_nano)::text end as expected
     from cost_day c where c.tenant_id in ${CUSTOMERS} and ($1::uuid is null or c.tenant_id = $1)
       and c.day > (select max(l.day) from cost_day l) - $2::int
       and c.day <= (select min(x.day) from (select max(m.day) as day from cost_day m join tenant t on t.id = m.tenant_id
         where m.tenant_id in ${CUSTOMERS} and t.state in ('active', 'suspended')
           and ($1::uuid is null or m.tenant_id = $1) group by m.tenant_id) x)
     group by c.day order by c.day`,
    [tenantId ?? null, KNOWN_DAYS],
  );
  return rows.map(({ day, cost, expected }) => ({ day, costNano: cost, expectedNano: expected }));
}

async function readTenants(sql: PlatformSql): Promise<TenantForecast[]> {
  const rows = await sql<StoredForecast>(
    `select f.tenant_id as id, t.name, to_char(f.month, 'YYYY-MM') as month, f.through::text, f.spent_nano::text as spent,
       f.expected_nano::text as expected, f.low_nano::text as low, f.high_nano::text as high,
       f.straight_nano::text as straight, f.error, f.straight_error, f.months
     from cost_forecast f join tenant t on t.id = f.tenant_id where f.tenant_id in ${CUSTOMERS}
     order by f.expected_nano desc, t.name, f.tenant_id`,
  );
  return rows.map((row) => ({
    tenant: { id: row.id, name: row.name },
    month: row.month,
    through: row.through,
    spentNano: row.spent,
    expectedNano: row.expected,
    lowNano: row.low,
    highNano: row.high,
    straightNano: row.straight,
    error: row.error,
    straightError: row.straight_error,
    months: row.months,
  }));
}

/** Null while too little is known. Days that are missing between two cost nothing. */
export function figuresOf(rows: readonly CostDayView[]): ForecastFigures | null {
  const [begin] = rows;
  const last = rows.at(-1);
  if (!begin || !last) return null;
  const first = Date.parse(begin.day) / DAY_MS;
  const today = Date.parse(last.day) / DAY_MS + 1;
  const byDay = new Map(rows.map(({ day, costNano }) => [day, BigInt(costNano)]));
  const cost = Array.from(
    { length: today - first },
    (_, place) => byDay.get(dayOf((first + place) * DAY_MS)) ?? 0n,
  );
  const days = costDays(first, cost);
  const month = monthAround(today);
  const past = pastError(days, today);
  const forecast = forecastAt(days, month, past.rest);
  if (!forecast) return null;
  const spent = cost.slice(Math.max(0, month.start - first)).reduce((sum, nano) => sum + nano, 0n);
  return {
    month: dayOf(month.start * DAY_MS).slice(0, 7),
    through: last.day,
    spentNano: spent.toString(),
    expectedNano: forecast.expected.toString(),
    lowNano: forecast.low.toString(),
    highNano: forecast.high.toString(),
    straightNano: forecast.straight.toString(),
    error: past.model ?? null,
    straightError: past.straight ?? null,
    months: past.months,
  };
}
