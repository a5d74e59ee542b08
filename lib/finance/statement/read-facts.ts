import { now } from '@/lib/clock';
import type { Plan } from '@/lib/tenancy/schema';
import { type AddonVersion, addonsOf } from './addons-of';
import { includedIn, type MonthFacts } from './build-statement';
import { type Counted, type CountedNow, earlierOf, usageOf, withCounted } from './counted-months';
import { type MonthSpan, monthSpan, monthsBefore } from './month-of';
import { type PlanChange, planSpans } from './plan-spans';
import { readCounted } from './read-counted';
import { readTerms } from './read-terms';

/** Runs a statement that names `:tenant`, which is bound to the one tenant that the statement is of. */
export type OfTenant = <Row extends object>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

export interface BilledTenant {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  zone: string;
  since: Date;
  /** When it went; absent while it is there. */
  until?: Date;
}

/** What is final of a tenant's months. */
export interface ClosedMonths {
  /** `YYYY-MM` of the last one. */
  last: string;
  /** When the first one began: earlier months were never closed. */
  since: Date;
  /** What the last close had counted of every month. */
  counted: readonly Counted[];
  /** Add-ons and adjustments that stand on a closed month. */
  sources: ReadonlySet<string>;
}

export async function readBilledTenant(sql: OfTenant): Promise<BilledTenant | undefined> {
  const [row] = await sql<Omit<BilledTenant, 'zone' | 'since'> & { zone: string; since: Date }>(
    'select id, slug, name, plan, time_zone as zone, created_at as since from tenant where id = :tenant',
  );
  return row;
}

/**
 * Everything that the month's statement is made of, and what was counted for it. The month after the last that was closed
 * takes whatever no closed month has, also of earlier months. While it runs it is looked at often, and calls are read of the
 * two months before it alone: what arrives later than that is found once it is over, and by the close.
 */
export async function readFacts(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  closed?: ClosedMonths,
  closes = false,
): Promise<MonthFacts & { counted: CountedNow[] }> {
  const changes = await readPlans(sql);
  const terms = await readTerms((text) =>
    sql(`select t.* from (${text}) t where :tenant::uuid is not null`),
  );
  const spansOf = (month: MonthSpan) => planSpans(changes, terms, month, tenant);
  const follows = closed && monthsBefore(span.month, 1) === closed.last ? closed : undefined;
  const open = { ...span, start: follows?.since ?? span.start };
  const fresh = (source: string) => !follows?.sources.has(source);
  const included = (name: string) => {
    const month = monthSpan(name, tenant.zone);
    return includedIn({ spans: spansOf(month), daysInMonth: month.days });
  };
  const addons = addonsOf(await readAddons(sql), open, tenant.zone).filter(({ id }) => fresh(id));
  const adjustments = (await readAdjustments(sql, open)).filter(({ id }) => fresh(id));
  const bounded = !closes && span.end > now() ? follows : undefined;
  // Last, since of a large tenant it takes its time, and a context ends after a minute.
  const counted = bounded
    ? await readRunning(sql, tenant, span, bounded)
    : await readCounted(sql, span, tenant.zone, closes || follows ? '-infinity' : undefined);
  return {
    daysInMonth: span.days,
    spans: spansOf(span),
    usage: usageOf(span.month, counted),
    earlier: earlierOf(span.month, counted, follows?.counted, included),
    ...{ addons, adjustments, counted },
  };
}

async function readRunning(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  { last, counted }: ClosedMonths,
): Promise<CountedNow[]> {
  const from = monthSpan(monthsBefore(last, 1), tenant.zone);
  return withCounted(await readCounted(sql, span, tenant.zone, from.start), counted, from.month);
}

function readPlans(sql: OfTenant): Promise<PlanChange[]> {
  return sql<PlanChange>('select since, plan from tenant_plan where tenant_id = :tenant');
}

async function readAdjustments(
  sql: OfTenant,
  span: Pick<MonthSpan, 'start' | 'end'>,
): Promise<MonthFacts['adjustments']> {
  const rows = await sql<{ id: string; month: string; reason: string; price: string }>(
    `select l.id, l.tags ->> 'month' as month, l.reason, l.price_nano::text as price from ledger_entry l
     where l.tenant_id = :tenant and l.at >= $1 and l.at < $2 and l.kind = 'adjustment' and l.adjusts is null`,
    [span.start, span.end],
  );
  return rows.map(({ price, ...row }) => ({ ...row, priceNano: BigInt(price) }));
}

function readAddons(sql: OfTenant): Promise<AddonVersion[]> {
  return sql<AddonVersion>(
    `select p.created_at as "since", coalesce(p.manifest -> 'addons', '[]') as addons from policy_version p
     where p.tenant_id = :tenant order by p.version`,
  );
}
