import type { Plan } from '@/lib/tenancy/schema';
import { type DiscountBase, percent } from '../chargeback/facts';
import { LINE_KINDS, type LineKind, type StatementLine } from './schema';

/** Days of a month on which a tenant had a plan, with what that plan cost in the month. */
export interface PlanSpan {
  plan: Plan;
  days: number;
  /** A whole month's fee and included usage, nano-dollars. */
  feeNano: bigint;
  includedNano: bigint;
}

/** Calls of a model and the corrections of calls of the same month, in any grouping: rows are added up. */
export interface UsageSum {
  model: string;
  calls: number;
  tokens: bigint;
  priceNano: bigint;
}

/** What was booked in this month for calls of an earlier one. */
export interface EarlierMonth {
  month: string;
  /** Calls of that month that arrived after it was closed. */
  late?: Omit<UsageSum, 'model'>;
  /** That month's usage with what was booked for it before this month. */
  usageNano: bigint;
  changeNano: bigint;
  /** Whether anything was corrected, be it by nothing. */
  corrected?: boolean;
  includedNano: bigint;
}

/** A percentage off this month's charges, in hundredths of a percent. */
export interface Discount {
  label: string;
  basisPoints: number;
  on: DiscountBase;
}

export interface MonthFacts {
  daysInMonth: number;
  spans: readonly PlanSpan[];
  usage: readonly UsageSum[];
  addons: readonly { id?: string; name: string; from: string; feeNano: bigint }[];
  discount?: Discount | undefined;
  earlier: readonly EarlierMonth[];
  /** Charges and credits for a month as a whole. */
  adjustments: readonly { id: string; month: string; reason: string; priceNano: bigint }[];
}

export interface Charges {
  lines: StatementLine[];
  sums: Record<LineKind, string>;
  overageNano: string;
  totalNano: string;
}

/**
 * The lines of a month. Pure: the same facts in any order give the same lines.
 * A fee and its included usage are shared out by days, each share rounded down to a nano-dollar. Included usage is taken
 * off this month's usage, never below nothing. A change of an earlier month is charged as far as it changes that month's
 * overage: what its included usage covers costs nothing, now as then; calls that arrived late come before corrections.
 * A discount is of this month's fees, its overage, or both with the add-ons, rounded down to a nano-dollar once.
 */
export function buildStatement(facts: MonthFacts): Charges {
  const fees = facts.spans.map((span) =>
    line('fee', span.plan, days(span, facts.daysInMonth), share(span, facts, span.feeNano)),
  );
  const usage = byModel(facts.usage);
  const used = usage.reduce((sum, each) => sum + each.priceNano, 0n);
  const included = includedIn(facts);
  const covered = least(included, most(used, 0n));
  const charged = [
    ...fees,
    ...usage.map((each) => ({
      ...line('usage', each.model, 'At the price of each call', each.priceNano),
      calls: each.calls,
      tokens: each.tokens.toString(),
    })),
    ...(included > 0n ? [line('included', 'Included usage', 'Covered by the fee', -covered)] : []),
    ...sorted(facts.addons, (addon) => `${addon.from} ${addon.name}`).map((addon) =>
      line('addon', addon.name, `From ${addon.from}`, addon.feeNano, addon.id),
    ),
  ];
  const lines = [
    ...charged,
    ...discountLine(facts.discount, charged),
    ...sorted(facts.earlier, (each) => each.month).flatMap(ofEarlier),
    ...sorted(facts.adjustments, (each) => `${each.month} ${each.id}`).map((each) =>
      line('adjustment', each.reason, `For ${each.month}`, each.priceNano, each.id),
    ),
  ];
  return {
    lines,
    sums: Object.fromEntries(
      LINE_KINDS.map((kind) => [kind, sumOf(lines.filter((each) => each.kind === kind))]),
    ) as Record<LineKind, string>,
    overageNano: (used - covered).toString(),
    totalNano: sumOf(lines),
  };
}

/** Usage that the fee of the month's plans covers. */
export function includedIn(facts: Pick<MonthFacts, 'spans' | 'daysInMonth'>): bigint {
  return facts.spans.reduce((sum, span) => sum + share(span, facts, span.includedNano), 0n);
}

function share(span: PlanSpan, { daysInMonth }: { daysInMonth: number }, amount: bigint): bigint {
  return (amount * BigInt(span.days)) / BigInt(daysInMonth);
}

function discountLine(
  discount: Discount | undefined,
  charged: readonly StatementLine[],
): StatementLine[] {
  if (!discount || discount.basisPoints === 0) return [];
  const { label, basisPoints, on } = discount;
  const kinds: readonly LineKind[] = DISCOUNTED[on];
  const base = BigInt(sumOf(charged.filter(({ kind }) => kinds.includes(kind))));
  const off = (most(base, 0n) * BigInt(basisPoints)) / 10_000n;
  return [line('discount', label, `${percent(basisPoints)}% of ${BASE_WORDS[on]}`, -off)];
}

const DISCOUNTED = {
  fees: ['fee'],
  usage: ['usage', 'included'],
  all: ['fee', 'usage', 'included', 'addon'],
} as const satisfies Record<DiscountBase, readonly LineKind[]>;
const BASE_WORDS: Record<DiscountBase, string> = {
  fees: 'the plan’s fee',
  usage: 'usage beyond what is included',
  all: 'fee, usage and add-ons',
};

function ofEarlier({ month, late, ...each }: EarlierMonth): StatementLine[] {
  const beyond = (usage: bigint) => most(usage - each.includedNano, 0n);
  const arrived = each.usageNano + (late?.priceNano ?? 0n);
  const corrected = arrived + each.changeNano;
  const arrivedLine = late && {
    ...line('late', month, 'Arrived after its close', beyond(arrived) - beyond(each.usageNano)),
    calls: late.calls,
    tokens: late.tokens.toString(),
  };
  const change = beyond(corrected) - beyond(arrived);
  return [
    ...(arrivedLine ? [arrivedLine] : []),
    ...(each.corrected === false
      ? []
      : [line('correction', month, 'Booked after the end of that month', change)]),
  ];
}

function byModel(usage: readonly UsageSum[]): UsageSum[] {
  const models = new Map<string, UsageSum>();
  for (const each of usage) {
    const sum = models.get(each.model);
    models.set(each.model, {
      model: each.model,
      calls: each.calls + (sum?.calls ?? 0),
      tokens: each.tokens + (sum?.tokens ?? 0n),
      priceNano: each.priceNano + (sum?.priceNano ?? 0n),
    });
  }
  return sorted([...models.values()], (each) => each.model);
}

function days(span: PlanSpan, daysInMonth: number): string {
  return span.days === daysInMonth ? 'The whole month' : `${span.days} of ${daysInMonth} days`;
}

function line(
  kind: LineKind,
  label: string,
  detail: string,
  amount: bigint,
  source?: string,
): StatementLine {
  const none = { calls: null, tokens: null, source: source ?? null };
  return { kind, label, detail, amountNano: amount.toString(), ...none };
}

function sumOf(lines: readonly StatementLine[]): string {
  return lines.reduce((sum, each) => sum + BigInt(each.amountNano), 0n).toString();
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
