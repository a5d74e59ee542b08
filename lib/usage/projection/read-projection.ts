import { Temporal } from 'temporal-polyfill';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import { readOwnStatement } from '@/lib/finance/statement/read-statement';
import type { Statement } from '@/lib/finance/statement/schema';
import { readOwnRollups } from '@/lib/metering/rollups/read-rollups';
import { wholeMonth } from '@/lib/plan-changes/quote-plan';
import { readBilledPlans } from '@/lib/plan-changes/read-billed-plans';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { DAYS_NEEDED, type DaySpend, projectUsage } from './project-usage';
import type { MonthProjection } from './schema';

/** Four weeks: the kinds of days are in it alike. */
const SEEN_DAYS = 28;
const SATURDAY = 6;

/** What the month under way where the workspace is will come to. Throws `forbidden`. */
export async function readProjection(ctx: TenantContext): Promise<MonthProjection> {
  authorize(ctx, 'usage:read');
  const at = now();
  const month = monthSpan(monthOf(at, ctx.timeZone), ctx.timeZone);
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(ctx.timeZone)
    .toPlainDate();
  const first = Temporal.PlainDate.from(`${month.month}-01`);
  const begin = earlier(today.subtract({ days: SEEN_DAYS }), first);
  const days = daysFrom(begin, today.add({ days: 1 }));
  const { spent, since, covered } = await withTenantSql(ctx, async (sql) => {
    const billed = await readBilledPlans(sql);
    const spans = days.map((day) => ({
      from: startOf(day, ctx.timeZone),
      to: startOf(day.add({ days: 1 }), ctx.timeZone),
    }));
    return {
      spent: (await readOwnRollups(sql, spans)).map((parts) =>
        parts.reduce((sum, part) => sum + part.price, 0n),
      ),
      since: billed.since,
      covered: wholeMonth(billed.terms, billed.plan, month, billed.zone),
    };
  });
  const priced = days.map((day, place) => ({ day, ...kindOf(day), nano: spent[place] ?? 0n }));
  // The day on which the workspace came was not a whole one.
  const came = Temporal.Instant.fromEpochMilliseconds(since.getTime())
    .toZonedDateTimeISO(ctx.timeZone)
    .toPlainDate();
  const after = (day: Temporal.PlainDate, other: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(day, other) > 0;
  const earliest = today.subtract({ days: SEEN_DAYS + 1 });
  const seen = priced.filter(
    ({ day }) => after(day, came) && after(day, earliest) && after(today, day),
  );
  const before = priced
    .filter(({ day }) => !after(first, day) && after(today, day))
    .reduce((sum, { nano }) => sum + nano, 0n);
  const todays: DaySpend = priced.at(-1) ?? { weekend: false, nano: 0n };
  const band = projectUsage(seen, {
    before,
    today: todays,
    toCome: daysFrom(today.add({ days: 1 }), first.add({ months: 1 })).map(kindOf),
  });
  const { statement } = await readOwnStatement(ctx, month.month);
  const bill = (usage: bigint) => billAt(statement, BigInt(covered.includedNano), usage).toString();
  return {
    month: month.month,
    until: month.end.toISOString(),
    spentNano: (before + todays.nano).toString(),
    expected: band
      ? {
          usageNano: band.expected.toString(),
          lowNano: band.low.toString(),
          highNano: band.high.toString(),
          billNano: bill(band.expected),
          billLowNano: bill(band.low),
          billHighNano: bill(band.high),
        }
      : null,
    daysSeen: seen.length,
    daysNeeded: DAYS_NEEDED,
  };
}

/** The statement as it stands, with its usage and what the fee covers of it put in place of so much usage. */
function billAt({ sums, totalNano }: Statement, included: bigint, usage: bigint): bigint {
  const beside = BigInt(totalNano) - BigInt(sums.usage) - BigInt(sums.included);
  return beside + (usage > included ? usage - included : 0n);
}

function kindOf(day: Temporal.PlainDate): { weekend: boolean } {
  return { weekend: day.dayOfWeek >= SATURDAY };
}

function daysFrom(from: Temporal.PlainDate, until: Temporal.PlainDate): Temporal.PlainDate[] {
  const count = Math.max(0, from.until(until).days);
  return Array.from({ length: count }, (_, days) => from.add({ days }));
}

function earlier(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) < 0 ? a : b;
}

function startOf(day: Temporal.PlainDate, zone: string): string {
  return new Date(day.toZonedDateTime(zone).epochMilliseconds).toISOString();
}
