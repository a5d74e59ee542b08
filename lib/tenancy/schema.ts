import { z } from 'zod';
import { modelIdSchema } from '@/lib/llm/schema';

export const PLANS = ['free', 'starter', 'professional', 'enterprise'] as const;
export type Plan = (typeof PLANS)[number];

export const TENANT_ROLES = ['owner', 'admin', 'member'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

export const PLATFORM_ROLES = ['operator', 'finance', 'auditor'] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

const count = z.number().int().positive().max(1_000_000_000_000);

/** One immutable version of what a tenant may do. */
export const policySchema = z.object({
  /** Default model first. */
  models: z.array(modelIdSchema).min(1),
  requestsPerMinute: count.max(100_000),
  inFlight: count.max(1_000),
  tokensPerDay: count,
  tokensPerMonth: count,
  /** Nano-dollars of tenant price, as a decimal string since JSON has no bigint. */
  priceNanoPerMonth: z.string().regex(/^\d{1,18}$/),
  /** History, passages and question together. */
  contextTokens: count.max(1_000_000),
  /** Longest answer. */
  answerTokens: count.max(64_000),
  conversationDays: count.max(3_650),
  /** Share in the fair scheduler. */
  weight: count.max(1_000),
  maxUploadBytes: count,
  maxDocuments: count,
});
export type Policy = z.infer<typeof policySchema>;
