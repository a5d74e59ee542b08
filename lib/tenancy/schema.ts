import { z } from 'zod';
import { modelIdSchema } from '@/lib/llm/schema';

export const PLANS = ['free', 'starter', 'professional', 'enterprise'] as const;
export type Plan = (typeof PLANS)[number];

export const TENANT_ROLES = ['owner', 'admin', 'member'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

export const PLATFORM_ROLES = ['operator', 'finance', 'auditor'] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

const count = z.number().int().positive().max(1_000_000_000_000);

/** Nano-dollars as a decimal string, since JSON has no bigint. */
const nano = z.string().regex(/^\d{1,18}$/);

export const BUDGET_SCOPES = ['tenant', 'user', 'key', 'model', 'feature'] as const;
export type BudgetScopeKind = (typeof BUDGET_SCOPES)[number];

/** A limit beside the plan's own. Without a subject it counts for each user, key, model or feature by itself. */
export const budgetRuleSchema = z
  .object({
    scope: z.enum(BUDGET_SCOPES),
    subject: z.string().min(1).max(100).nullable(),
    period: z.enum(['minute', 'day', 'month']),
    tokens: count.nullable(),
    /** Of tenant price. */
    priceNano: nano.nullable(),
    /** Percent of the limit from which people are told. */
    softPercent: z.number().int().min(1).max(100).nullable().default(null),
    /** Minutes after that from which the soft limit binds; null: never. */
    graceMinutes: z.number().int().min(0).max(44_640).nullable().default(null),
  })
  .refine((rule) => rule.tokens !== null || rule.priceNano !== null, {
    message: 'A budget limits tokens, money or both.',
  });
export type BudgetRule = z.infer<typeof budgetRuleSchema>;

/** More for a while: a launch week, say. Counts from `from` to just before `until`. */
export const addonSchema = z
  .object({
    name: z.string().min(1).max(80),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    tokensPerDay: count.or(z.literal(0)),
    tokensPerMonth: count.or(z.literal(0)),
    requestsPerMinute: count.or(z.literal(0)),
    priceNano: nano,
    /** What the tenant pays for it, once. */
    feeNano: nano,
  })
  .refine((addon) => Date.parse(addon.from) < Date.parse(addon.until), {
    message: 'An add-on ends after it begins.',
  });
export type Addon = z.infer<typeof addonSchema>;

/** One immutable version of what a tenant may do. */
export const policySchema = z.object({
  /** Default model first. */
  models: z.array(modelIdSchema).min(1),
  requestsPerMinute: count.max(100_000),
  inFlight: count.max(1_000),
  tokensPerDay: count,
  tokensPerMonth: count,
  /** Of tenant price. */
  priceNanoPerMonth: nano,
  /** History, passages and question together. */
  contextTokens: count.max(1_000_000),
  /** Longest answer. */
  answerTokens: count.max(64_000),
  conversationDays: count.max(3_650),
  /** Share in the fair scheduler. */
  weight: count.max(1_000),
  maxUploadBytes: count,
  maxDocuments: count,
  /** Shortest answer worth giving when money or tokens are short, in tokens. */
  usefulAnswerTokens: count.max(64_000).default(300),
  /** Whether a call that does not fit may be answered by a cheaper model, or more briefly. */
  downgradeModel: z.boolean().default(true),
  downgradeLength: z.boolean().default(true),
  /** Percent of the plan's own limits from which people are told. */
  softPercent: z.number().int().min(1).max(100).default(80),
  budgets: z.array(budgetRuleSchema).max(100).default([]),
  addons: z.array(addonSchema).max(20).default([]),
});
export type Policy = z.infer<typeof policySchema>;
