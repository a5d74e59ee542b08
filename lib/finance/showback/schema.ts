import { z } from 'zod';
import {
  dayOf,
  type FinanceParams,
  financeParams,
  type LedgerFilter,
  parseDays,
  type Sums,
} from '../schema';
import { SHOWBACK_DIMENSIONS, SHOWBACK_PRESETS, type ShowbackPreset } from './facts';

/** Filters of an address; what cannot be read is no filter. */
export const showbackParams = financeParams.extend({
  range: z.enum(SHOWBACK_PRESETS).optional().catch(undefined),
  by: z.enum(SHOWBACK_DIMENSIONS).catch('tenant').default('tenant'),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});
export type ShowbackParams = z.infer<typeof showbackParams>;

/** Whole days in UTC, both included. */
export interface DaySpan {
  from: string;
  to: string;
}

export interface ShowbackRange extends DaySpan {
  preset: ShowbackPreset | 'custom';
}

/** The days of an address; `year` is this month and the eleven before. */
export function parseShowbackDays(params: ShowbackParams, now: number): ShowbackRange {
  const { range } = params;
  if (range !== 'year') return parseDays({ ...params, range } as unknown as FinanceParams, now);
  const at = new Date(now);
  const from = dayOf(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 11, 1));
  return { preset: 'year', from, to: dayOf(now) };
}

/** What showback adds up: usage alone, so that the ledger's rows with the same filter come to the same sums. */
export function showbackFilter(params: ShowbackParams, days: ShowbackRange): LedgerFilter {
  const { tenant, group, model, feature, account, plan, who, tag, value } = params;
  const ofTag = tag !== undefined && value !== undefined ? { tag, value } : {};
  const { from, to } = days;
  return { from, to, tenant, group, model, feature, account, plan, who, ...ofTag, usage: 'only' };
}

/** Sums of ledger entries. `entries` counts calls and their corrections, `requests` those of which a call was booked. */
export interface ShowbackSums extends Sums {
  entries: number;
  requests: number;
}

export interface ShowbackRow extends ShowbackSums {
  /** A tenant's id, plan, feature, model, pseudonym, value of the tag, or day. */
  key: string;
  label: string;
  /** Whose person or key it is. */
  tenant: { id: string; name: string } | null;
  /** Price of the span before and of the same days a year before. Nano-dollars. */
  beforeNano: string;
  yearNano: string;
  /** By tenant, its part of the shared costs, and its margin less that; null where shared costs are left out. */
  sharedNano: string | null;
  afterSharedNano: string | null;
}

/** Why shared costs are in no sum: the days are no whole months, among which may be some; or not all of tenants is meant. */
export type LeftOut = { leftOut: 'days'; whole: DaySpan | null } | { leftOut: 'filters' };

/** Shared costs of the months that the days are, as those months' own pages have them. Nano-dollars. */
export interface SpanShared {
  leftOut: null;
  /** `YYYY-MM`, UTC. */
  months: string[];
  /** Parts of all, and the margin of all less them. */
  sharedNano: string;
  afterSharedNano: string;
  /** Of the parts, those of tenants that used nothing on the days, and of those that are erased. */
  idle: { count: number; nano: string };
  erased: { count: number; nano: string };
}

/** What one of something came to, in whole nano-dollars rounded down; null of none. */
export interface UnitCost {
  count: number;
  costNano: string | null;
  priceNano: string | null;
  /** Its cost with shared costs, of which each cost takes the same share; null where they are left out. */
  withSharedNano: string | null;
}

export interface ShowbackReport {
  /** A page of them, the dearest first; by day the latest first. */
  rows: ShowbackRow[];
  /** Of all rows, not of the page. */
  rowCount: number;
  page: number;
  pageCount: number;
  totals: ShowbackSums;
  before: ShowbackSums;
  year: ShowbackSums;
  /** Of which days these two are. */
  spans: { before: DaySpan; year: DaySpan };
  /** By day, or by month where there are many; the days of the range without a row had no calls. */
  points: { at: string; costNano: string; priceNano: string }[];
  pointsBy: 'day' | 'month';
  shared: SpanShared | LeftOut;
  units: { answer: UnitCost; document: UnitCost; user: UnitCost };
  /** Keys of tags to choose from. */
  tags: string[];
}
