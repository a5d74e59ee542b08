import { z } from 'zod';
import type { PolicyChange } from '@/lib/console/policy/schema';
import { PLANS, type Plan, type Policy } from '@/lib/tenancy/schema';

const reason = z
  .string()
  .trim()
  .min(3, 'Say why, in at least three characters.')
  .max(500, 'At most 500 characters.');

export const changePlanSchema = z.object({
  to: z.enum(PLANS),
  /** The policy that the owner looked at. */
  basedOn: z.number().int().positive(),
  reason,
});
export type ChangePlan = z.infer<typeof changePlanSchema>;

export const undoPlanSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
});

/** What a workspace has more of than a plan allows. Such a plan cannot be changed to. */
export type Misfit =
  | { what: 'documents' | 'stored_bytes'; have: number; limit: number }
  /** Its data lies apart, which the plan does not offer. */
  | { what: 'placement' };

/** A plan's fees of one month by days, as a statement of the month shares them. Nano-dollars. */
export interface MonthFees {
  feeNano: string;
  includedNano: string;
}

/** What a change to a plan would mean. */
export interface PlanQuote {
  direction: 'up' | 'down';
  /** ISO 8601: now for a higher plan, the beginning of the next month there for a lower one. */
  effectiveAt: string;
  /** Of the month under way, without and with the change. */
  thisMonth: { before: MonthFees; after: MonthFees };
  nextMonth: { before: MonthFees; after: MonthFees };
  /** Days of the month under way that are the new plan's, the day of the change included; 0 for a lower one. */
  days: number;
  daysInMonth: number;
  /** In the policy as it is obeyed. */
  changes: PolicyChange[];
  misfits: Misfit[];
}

export interface PlanCard {
  plan: Plan;
  /** Of a whole month, at the terms in force when this month began. */
  terms: MonthFees;
  limits: Pick<
    Policy,
    | 'models'
    | 'requestsPerMinute'
    | 'tokensPerDay'
    | 'tokensPerMonth'
    | 'priceNanoPerMonth'
    | 'contextTokens'
    | 'maxDocuments'
    | 'storedBytes'
    | 'conversationDays'
    | 'ownRaisePercent'
  >;
  /** Null for the plan that the workspace has. */
  quote: PlanQuote | null;
}

export interface PlanChangeView {
  id: string;
  from: Plan;
  to: Plan;
  state: 'scheduled' | 'undone' | 'done';
  askedAt: string;
  /** Undefined once the person left. */
  askedBy: string | undefined;
  reason: string;
  effectiveAt: string;
}

export interface PlansView {
  current: Plan;
  /** Of the policy. */
  version: number;
  timeZone: string;
  plans: PlanCard[];
  scheduled: PlanChangeView | undefined;
  /** Newest first, the scheduled one left out. */
  history: PlanChangeView[];
}
