import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import { modelIdSchema } from '@/lib/llm/schema';
import { PLANS } from '@/lib/tenancy/schema';
import type { Effect } from '../prices/schema';
import { dayOf } from '../schema';
import { financeMonthSchema } from '../shared-costs/schema';
import { PRICE_BP } from './facts';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const MOST_NANO = 1_000_000_000_000_000_000n;

/** A plan is of one tenant, or of all tenants of a group together. */
export const PLANNED_OF = ['tenant', 'group'] as const;
export type PlannedOf = (typeof PLANNED_OF)[number];

export const planSpendSchema = z.object({
  of: z.enum(PLANNED_OF),
  /** Of the tenant or group. */
  id,
  month: financeMonthSchema,
  plannedNano: z
    .string()
    .regex(/^\d{1,19}$/, { error: 'An amount in dollars, none below zero.', abort: true })
    .refine((text) => BigInt(text) <= MOST_NANO, 'More than a month can be.'),
  reason: reasonSchema,
});
export type PlanSpend = z.infer<typeof planSpendSchema>;

/** Filters of an address; what cannot be read is none. The month is this one without. */
export const plannedParams = z.object({
  month: financeMonthSchema.optional().catch(undefined),
  tenant: id.optional().catch(undefined),
  group: id.optional().catch(undefined),
});
export type PlannedParams = z.infer<typeof plannedParams>;

export function thisMonth(now: number): string {
  return dayOf(now).slice(0, 7);
}

const plan = z.enum(PLANS).optional().catch(undefined);
const model = modelIdSchema.optional().catch(undefined);

/** What would be otherwise; what cannot be read is as it is. */
export const whatIfParams = z.object({
  /** Prices by so many hundredths of a percent more. */
  priceBp: z.coerce.number().int().min(PRICE_BP.least).max(PRICE_BP.most).catch(0).default(0),
  fromPlan: plan,
  toPlan: plan,
  fromModel: model,
  toModel: model,
  tenant: id.optional().catch(undefined),
});
export type WhatIf = z.infer<typeof whatIfParams>;

/** Of a tenant's or group's month: usage by price. Nano-dollars; null where nothing was planned. */
export interface PlannedRow {
  key: string;
  label: string;
  /** Tenants of a group, and of how many of them something was planned. */
  tenants: number;
  planned: number;
  /** What was planned of itself. */
  ownNano: string | null;
  /** Of a group, the sum of what was planned of its tenants. */
  membersNano: string | null;
  /** What the month is compared with: its own plan, or its tenants' plans where a group has none. */
  plannedNano: string | null;
  /** Of all of them. */
  actualNano: string;
  /** Of all of them under a plan of its own, otherwise of those of whom something was planned: what is compared with the plan. */
  plannedActualNano: string;
  /** Planned less what these came to. */
  leftNano: string | null;
}

export interface PlannedMonth {
  month: string;
  tenants: PlannedRow[];
  /** A tenant that is in two groups counts in both. */
  groups: PlannedRow[];
  total: PlannedRow;
  /** What is left at each day's end, and what would be if each day took the same; days to come have no actual. */
  burnDown: { day: string; leftNano: string | null; evenNano: string }[];
  of: string;
}

/** What one tenant's last month was and would have been. */
export interface WhatIfRow {
  tenant: { id: string; name: string };
  calls: number;
  cost: Effect;
  price: Effect;
  /** Fee, and usage beyond what it includes. */
  bill: Effect;
}

export interface WhatIfResult {
  /** `YYYY-MM`, UTC. */
  month: string;
  rows: WhatIfRow[];
  total: Omit<WhatIfRow, 'tenant'>;
  /** Calls whose new model has no price in force: they stay as they were. */
  unpriced: number;
}
