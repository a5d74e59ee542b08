import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Counted } from './counted-months';
import type { OfTenant } from './read-facts';
import { ofTenant } from './read-statement';
import type { LateCalls, LineSources, Statement, StatementLine } from './schema';

/** What the lines of a statement come from, beside the ledger's rows: for the platform's people. */
export async function readLineSources(
  ctx: PlatformContext,
  tenantId: string,
  statement: Statement,
): Promise<LineSources> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'statement.view',
    reason: 'Looked at a statement',
    tenantId,
    detail: { month: statement.month },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (platform) => {
    const sql = ofTenant(platform, tenantId);
    const ids = (kind: StatementLine['kind']) =>
      statement.lines.flatMap((line) => (line.kind === kind && line.source ? [line.source] : []));
    return {
      prices: await readPrices(sql, statement),
      policies: await readPolicies(sql, ids('addon')),
      booked: await readBooked(sql, ids('adjustment')),
      late: await readLate(sql, statement),
    };
  });
}

/** By plan, the price version whose fee and included usage the month has: that in force when it began, as its close knew it. */
async function readPrices(
  sql: OfTenant,
  { lines, from, issued }: Statement,
): Promise<Record<string, number>> {
  const plans = lines.flatMap(({ kind, label }) => (kind === 'fee' ? [label] : []));
  if (plans.length === 0) return {};
  const rows = await sql<{ plan: string; version: number }>(
    `select distinct on (p.plan) p.plan, p.version from price_plan p join price_version v on v.id = p.version
     where v.book = 'price' and p.plan = any ($1::text[]) and v.effective_from <= $2
       and v.created_at <= coalesce($3::timestamptz, 'infinity') and :tenant is not null
     order by p.plan, v.effective_from desc, v.id desc`,
    [plans, from, issued?.issuedAt ?? null],
  );
  return Object.fromEntries(rows.map(({ plan, version }) => [plan, version]));
}

/** What an add-on is told by; those from before they had an id, by name and beginning. */
const ADDON = `coalesce(a.value ->> 'id', (a.value ->> 'name') || ' ' || (a.value ->> 'from'))`;

/** By add-on, the first policy version of the tenant that brought it into force, whose fee it has. */
async function readPolicies(
  sql: OfTenant,
  addons: readonly string[],
): Promise<Record<string, number>> {
  if (addons.length === 0) return {};
  const rows = await sql<{ addon: string; version: number }>(
    `select ${ADDON} as addon, min(p.version) as version
     from (select v.version, v.manifest, v.created_at as since, lead(v.created_at) over (order by v.version) as replaced
       from policy_version v where v.tenant_id = :tenant) p
     cross join jsonb_array_elements(coalesce(p.manifest -> 'addons', '[]')) a
     where ${ADDON} = any ($1::text[]) and greatest((a.value ->> 'from')::timestamptz, p.since)
       < least((a.value ->> 'until')::timestamptz, coalesce(p.replaced, 'infinity'))
     group by 1`,
    [addons],
  );
  return Object.fromEntries(rows.map(({ addon, version }) => [addon, version]));
}

/** By adjustment, the day (UTC) on which it was booked. */
async function readBooked(
  sql: OfTenant,
  entries: readonly string[],
): Promise<Record<string, string>> {
  if (entries.length === 0) return {};
  const rows = await sql<{ id: string; day: string }>(
    `select l.id, (l.at at time zone 'UTC')::date::text as day from ledger_entry l
     where l.tenant_id = :tenant and l.id = any ($1::uuid[])`,
    [entries],
  );
  return Object.fromEntries(rows.map(({ id, day }) => [id, day]));
}

/**
 * By month, the models whose calls arrived after its close, and how many: what this statement counted more than the close before
 * it. Which of a model's calls these are nothing tells.
 */
async function readLate(
  sql: OfTenant,
  { lines, month, zone, until, issued }: Statement,
): Promise<Record<string, LateCalls[]>> {
  const months = lines.flatMap(({ kind, label }) => (kind === 'late' ? [label] : []));
  if (months.length === 0) return {};
  const closes = await sql<{ month: string; counted: Counted[] }>(
    `select s.month, s.counted from issued_statement s where s.tenant_id = :tenant and s.kind = 'statement' and s.month <= $1
     order by s.month desc limit 2`,
    [month],
  );
  const before = closes.find((close) => close.month < month)?.counted ?? [];
  const here = issued && closes.find((close) => close.month === month)?.counted;
  const present = here ?? (await readCalls(sql, months, zone, until));
  return Object.fromEntries(months.map((name) => [name, moreCalls(name, present, before)]));
}

type Calls = Pick<Counted, 'month' | 'model' | 'calls'>;

/** Calls by model of a month that one count has more than another, by model. Pure. */
export function moreCalls(
  month: string,
  present: readonly Calls[],
  before: readonly Calls[],
): LateCalls[] {
  return present
    .filter((each) => each.month === month)
    .map(({ model, calls }) => {
      const known = before.find((each) => each.month === month && each.model === model);
      return { model, calls: calls - (known?.calls ?? 0) };
    })
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

function readCalls(
  sql: OfTenant,
  months: readonly string[],
  zone: string,
  until: string,
): Promise<Calls[]> {
  return sql<Calls>(
    `select m.month, l.model, count(*)::int as calls from unnest($1::text[]) m (month)
     join ledger_entry l on l.at >= (m.month || '-01')::timestamp at time zone $2
       and l.at < ((m.month || '-01')::timestamp + interval '1 month') at time zone $2
     where l.tenant_id = :tenant and l.kind = 'call' and l.at < $3 group by 1, 2`,
    [months, zone, until],
  );
}
