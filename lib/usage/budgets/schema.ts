import { z } from 'zod';
import { type BudgetRule, budgetRulesSchema, type Policy } from '@/lib/tenancy/schema';

/** What a tenant's admins decide: budgets beside the plan's, and what may happen at a limit. */
export const ownBudgetsSchema = z.object({
  /** The version that they looked at. */
  basedOn: z.number().int().positive(),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in at least three characters.')
    .max(500, 'At most 500 characters.'),
  ownBudgets: budgetRulesSchema,
  downgradeModel: z.boolean(),
  downgradeLength: z.boolean(),
});
export type OwnBudgets = z.infer<typeof ownBudgetsSchema>;

/** The plan's limits of a tenant with its add-ons, which no rule of its own can raise. */
export type PlanLimits = Pick<Policy, 'tokensPerDay' | 'tokensPerMonth' | 'priceNanoPerMonth'>;

/** Why the plan makes the rule pointless; undefined when the rule can bind. */
export function abovePlan(rule: BudgetRule, plan: PlanLimits): string | undefined {
  const tokens = rule.period === 'month' ? plan.tokensPerMonth : plan.tokensPerDay;
  if (rule.tokens !== null && rule.tokens > tokens)
    return `Your plan allows ${tokens.toLocaleString('en')} tokens a ${rule.period === 'month' ? 'month' : 'day'}; a budget above that would never bind.`;
  if (rule.priceNano !== null && BigInt(rule.priceNano) > BigInt(plan.priceNanoPerMonth))
    return 'Your plan’s spend a month is lower than this; a budget above that would never bind.';
  return undefined;
}

export interface OwnBudgetsView extends Omit<OwnBudgets, 'basedOn' | 'reason'> {
  version: number;
  /** What operators forbade, whatever the tenant says of it. */
  forbidden: { model: boolean; length: boolean };
  plan: PlanLimits;
  /** Rules that the platform's operators agreed with the tenant; both lists hold. */
  agreed: BudgetRule[];
  people: { id: string; name: string }[];
  keys: { id: string; name: string }[];
}

/** A threshold of a budget that was reached. */
export interface NoticeView {
  id: string;
  scope: BudgetRule['scope'];
  scopeId: string;
  /** Of a person or a key. */
  name: string | null;
  period: 'day' | 'month';
  unit: 'tokens' | 'price';
  /** 0: a question was refused for want of room. */
  percent: number;
  at: string;
  read: boolean;
}

export const markNoticesSchema = z.object({
  ids: z.array(z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)).max(100),
});
