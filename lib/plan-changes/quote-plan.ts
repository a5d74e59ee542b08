import { buildStatement, includedIn, type PlanSpan } from '@/lib/finance/statement/build-statement';
import { dayIn, type MonthSpan, monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import { type PlanChange, type PlanTerms, planSpans } from '@/lib/finance/statement/plan-spans';
import type { Plan } from '@/lib/tenancy/schema';
import { isHigher } from './planned-policy';
import type { MonthFees, PlanQuote } from './schema';

/** Whom a quote is for, and what its plans were and cost. */
export interface BilledPlans {
  since: Date;
  zone: string;
  plan: Plan;
  changes: readonly PlanChange[];
  terms: readonly PlanTerms[];
}

/** What the change to a plan costs at the time, as the statements of this and the next month will compute it. Pure. */
export function quotePlan(
  billed: BilledPlans,
  to: Plan,
  at: Date,
): Omit<PlanQuote, 'changes' | 'misfits'> {
  const month = monthSpan(monthOf(at, billed.zone), billed.zone);
  const next = monthSpan(monthOf(month.end, billed.zone), billed.zone);
  const up = isHigher(to, billed.plan);
  const effective = up ? at : month.end;
  const changed = [...billed.changes, { since: effective, plan: to }];
  const both = (span: MonthSpan) => ({
    before: feesOf(billed, billed.changes, span),
    after: feesOf(billed, changed, span),
  });
  return {
    direction: up ? 'up' : 'down',
    effectiveAt: effective.toISOString(),
    thisMonth: both(month),
    nextMonth: both(next),
    days: up ? month.days - Number(dayIn(at, billed.zone).slice(8)) + 1 : 0,
    daysInMonth: month.days,
  };
}

/** Fee and included usage of one whole month of a plan, at the terms of that month. */
export function wholeMonth(terms: readonly PlanTerms[], plan: Plan, span: MonthSpan, zone: string) {
  const since = new Date(0);
  return feesOf({ since, zone, terms }, [{ since, plan }], span);
}

function feesOf(
  { since, zone, terms }: Pick<BilledPlans, 'since' | 'zone' | 'terms'>,
  changes: readonly PlanChange[],
  span: MonthSpan,
): MonthFees {
  const spans: PlanSpan[] = planSpans(changes, terms, span, { since, zone });
  const month = { daysInMonth: span.days, spans };
  const nothing = { usage: [], addons: [], earlier: [], adjustments: [] };
  return {
    feeNano: buildStatement({ ...month, ...nothing }).sums.fee,
    includedNano: includedIn(month).toString(),
  };
}
