import { z } from 'zod';
import { modelIdSchema } from '@/lib/llm/schema';
import { PLANS, type Plan } from '@/lib/tenancy/schema';

export const DIMENSIONS = ['tenant', 'model', 'feature', 'day'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const FINANCE_PRESETS = ['7d', '14d', '30d', 'month', 'last-month'] as const;
export type FinancePreset = (typeof FINANCE_PRESETS)[number];

/** Whose account paid the provider. */
export const ACCOUNTS = ['platform', 'own'] as const;
export type Account = (typeof ACCOUNTS)[number];

const DAY = 86_400_000;
const LONGEST_DAYS = 400;

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

/** Filters of an address; what cannot be read is no filter. */
export const financeParams = z.object({
  range: z.enum(FINANCE_PRESETS).optional().catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  by: z.enum(DIMENSIONS).catch('tenant').default('tenant'),
  tenant: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional()
    .catch(undefined),
  /** All tenants that are in a group now. */
  group: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional()
    .catch(undefined),
  model: modelIdSchema.optional().catch(undefined),
  feature: z
    .string()
    .regex(/^[a-z0-9_.-]{1,64}$/)
    .optional()
    .catch(undefined),
  account: z.enum(ACCOUNTS).optional().catch(undefined),
  plan: z.enum(PLANS).optional().catch(undefined),
  /** Who asked, by pseudonym (`user:` or `key:` and twenty hexadecimal digits), or of which kind all were. */
  who: z
    .string()
    .regex(/^[a-z]{1,20}(:([0-9a-f]{20}|erased))?$/)
    .optional()
    .catch(undefined),
  tag: z.string().min(1).max(64).optional().catch(undefined),
  /** Of the tag; empty for what does not have it. */
  value: z.string().max(256).optional().catch(undefined),
  /** Without charges and credits for a month as a whole: what showback adds up. Or of these the corrections of calls. */
  usage: z.enum(['only', 'corrections']).optional().catch(undefined),
  /** One row, by its id. */
  entry: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional()
    .catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
  newer: z.string().max(80).optional().catch(undefined),
});
export type FinanceParams = z.infer<typeof financeParams>;

/** Whole days in UTC, both included. */
export interface DayRange {
  preset: FinancePreset | 'custom';
  /** `YYYY-MM-DD`. */
  from: string;
  to: string;
}

/** Which ledger rows are meant. */
export interface LedgerFilter {
  from: string;
  to: string;
  tenant?: string;
  /** All tenants that are in it now. */
  group?: string;
  model?: string;
  feature?: string;
  account?: Account;
  /** That the tenant had when the day (UTC) ended. */
  plan?: Plan;
  who?: string;
  tag?: string;
  value?: string;
  usage?: 'only' | 'corrections';
  entry?: string;
}

export function ledgerFilter(params: FinanceParams, { from, to }: DayRange): LedgerFilter {
  const { tenant, group, model, feature, account, plan, who, tag, usage, entry } = params;
  // A value is of a tag, and a tag without a value narrows nothing.
  const ofTag = tag !== undefined && params.value !== undefined ? { tag, value: params.value } : {};
  return { from, to, tenant, group, model, feature, account, plan, who, ...ofTag, usage, entry };
}

/** Reads the days of an address; 30 days to today without any. */
export function parseDays(params: FinanceParams, now: number): DayRange {
  const { from, to } = params;
  if (!params.range && from && to && from <= to) {
    const start = Math.max(Date.parse(from), Date.parse(to) - (LONGEST_DAYS - 1) * DAY);
    return { preset: 'custom', from: dayOf(start), to };
  }
  const preset = params.range ?? '30d';
  const today = new Date(now);
  const year = today.getUTCFullYear();
  const month = today.getUTCMonth();
  if (preset === 'month') return { preset, from: dayOf(Date.UTC(year, month, 1)), to: dayOf(now) };
  if (preset === 'last-month')
    return {
      preset,
      from: dayOf(Date.UTC(year, month - 1, 1)),
      to: dayOf(Date.UTC(year, month, 0)),
    };
  return { preset, from: dayOf(now - (Number.parseInt(preset, 10) - 1) * DAY), to: dayOf(now) };
}

/** Every day of the range. */
export function daysOf(range: Pick<DayRange, 'from' | 'to'>): string[] {
  const days: string[] = [];
  for (let at = Date.parse(range.from); at <= Date.parse(range.to); at += DAY) days.push(dayOf(at));
  return days;
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Sums of ledger rows. Money in nano-dollars as decimal strings; margin is price less cost. */
export interface Sums {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNano: string;
  priceNano: string;
  marginNano: string;
}

export interface CostRow extends Sums {
  /** What the row is about: a tenant's id, a model, a feature, or a day. */
  key: string;
  label: string;
}

export interface CostReport {
  rows: CostRow[];
  /** Of calls and their corrections, as a workspace's own usage page has them. */
  totals: Sums;
  /** Charged and credited for months as a whole on these days: in no sum above. Nano-dollars. */
  adjustmentsNano: string;
  /** By day and key; the days of the range without a row had no calls. */
  daily: { day: string; key: string; costNano: string; priceNano: string }[];
}

export interface LedgerRow {
  id: string;
  at: string;
  kind: 'call' | 'adjustment';
  /** The entry that an adjustment corrects; null for one of a month as a whole, which `month` names. */
  adjusts: string | null;
  month: string | null;
  reason: string;
  tenant: { id: string; name: string };
  requestId: string;
  callOrdinal: number;
  principalKind: string;
  feature: string;
  productLine: string;
  environment: string;
  tags: Record<string, string>;
  model: string;
  account: Account;
  batch: boolean;
  outcome: string;
  estimated: boolean;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costVersion: number;
  priceVersion: number;
  costNano: string;
  priceNano: string;
}

/** Whole months of tenants that are no more; no ledger row is left of them. */
export interface ErasedCosts {
  /** The latest month first. */
  rows: (Sums & {
    tenantId: string;
    name: string;
    /** `YYYY-MM`, UTC. */
    month: string;
  })[];
  totals: Sums;
}

/** Names to choose from in filters. */
export interface FinanceChoices {
  tenants: { id: string; name: string }[];
  groups: { id: string; name: string }[];
  models: string[];
  features: string[];
}

/** One tenant's month in all places that count it. Nano-dollars and tokens as decimal strings. */
export interface ReconciledTenant {
  id: string;
  name: string;
  ledgerNano: string;
  countersNano: string;
  requestsNano: string;
  /** Charged for requests whose process ended before it could record them. */
  unrecordedNano: string;
  /** Booked of requests after they were recorded. */
  correctedNano: string;
  ledgerTokens: string;
  counterTokens: string;
  /** Entries written in the month, charges for a month as a whole too, and the same as pages and files show them. */
  bookedNano: string;
  rolledNano: string;
  /** Ledger less counters. */
  counterDifferenceNano: string;
  counterDifferenceTokens: string;
  /** Ledger less requests, unrecorded and corrected. */
  requestDifferenceNano: string;
  /** Entries less what is shown, in price, cost and tokens. */
  rollupDifferenceNano: string;
  rollupDifferenceCost: string;
  rollupDifferenceTokens: string;
  /** Open counters of any scope and period that differ from their calls and holds, and the first twenty of them. */
  countersDiffering: number;
  counters: ComparedCounter[];
  /** Days and months of finance's sums that say something else than the ledger. */
  daysDiffering: number;
  /** Sums of days that the console shows, and sums of issued statements, that say something else than the ledger. */
  fleetDiffering: number;
  statementsDiffering: number;
}

/** By how much one counter differs: ledger and open holds less what is counted, as decimal strings. */
export interface ComparedCounter {
  scope: string;
  /** Of a model or feature. */
  name: string | null;
  period: string;
  /** ISO 8601. */
  start: string;
  usedNano: string;
  usedTokens: string;
  heldNano: string;
  heldTokens: string;
}

/** A file that was given out and what the ledger says of its days now, or of a journal's price the statements. Nano-dollars. */
export interface ComparedExport {
  id: string;
  dataset: string;
  from: string;
  to: string;
  measure: 'price' | 'cost';
  fileNano: string;
  ledgerNano: string;
}

/** What the standing check last found of a month. */
export interface BooksCheck {
  month: string;
  /** ISO 8601. */
  at: string;
  /** So long ago that the check seems not to run. */
  stale: boolean;
  tenantCount: number;
  ledgerNano: string;
  /** The tenants that differ. */
  differing: ReconciledTenant[];
  /** How many files of its days were compared with the ledger, and those that say something else by now. */
  exports: number;
  exportsDiffering: ComparedExport[];
  /** They were compared so long ago that their check seems not to run. */
  exportsStale: boolean;
  /** Calls of the month that took more than their upper bound, and no operator has looked into yet. */
  exceeded: number;
}
