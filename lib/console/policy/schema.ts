import { z } from 'zod';
import { type Policy, policySchema } from '@/lib/tenancy/schema';

export type PolicyField = keyof Policy;

interface FieldFacts {
  label: string;
  unit: string;
  hint: string;
  kind: 'count' | 'usd' | 'bytes' | 'models';
}

/** What an operator sees of each limit. */
export const POLICY_FIELDS: Record<PolicyField, FieldFacts> = {
  requestsPerMinute: {
    label: 'Requests a minute',
    unit: 'requests',
    hint: 'Sliding minute over all people of the tenant.',
    kind: 'count',
  },
  inFlight: {
    label: 'In flight',
    unit: 'requests',
    hint: 'Answers under way at the same time.',
    kind: 'count',
  },
  weight: {
    label: 'Scheduler weight',
    unit: 'share',
    hint: 'Share of the platform when it is busy, beside the other tenants.',
    kind: 'count',
  },
  tokensPerDay: {
    label: 'Tokens a day',
    unit: 'tokens',
    hint: 'Resets at midnight UTC.',
    kind: 'count',
  },
  tokensPerMonth: {
    label: 'Tokens a month',
    unit: 'tokens',
    hint: 'Resets on the first of the month, UTC.',
    kind: 'count',
  },
  priceNanoPerMonth: {
    label: 'Spend a month',
    unit: 'USD',
    hint: 'In the tenant’s price. Hard limit.',
    kind: 'usd',
  },
  models: {
    label: 'Models',
    unit: '',
    hint: 'The first one is the default.',
    kind: 'models',
  },
  contextTokens: {
    label: 'Context',
    unit: 'tokens',
    hint: 'History, passages and question together.',
    kind: 'count',
  },
  answerTokens: {
    label: 'Longest answer',
    unit: 'tokens',
    hint: 'An answer is cut there.',
    kind: 'count',
  },
  conversationDays: {
    label: 'Conversations kept',
    unit: 'days',
    hint: 'Since the last message.',
    kind: 'count',
  },
  maxDocuments: {
    label: 'Documents',
    unit: 'documents',
    hint: 'In all folders.',
    kind: 'count',
  },
  maxUploadBytes: {
    label: 'Largest upload',
    unit: 'MiB',
    hint: 'For one file.',
    kind: 'bytes',
  },
};

export const POLICY_GROUPS: readonly { title: string; fields: readonly PolicyField[] }[] = [
  { title: 'Traffic', fields: ['requestsPerMinute', 'inFlight', 'weight'] },
  { title: 'Budget', fields: ['tokensPerDay', 'tokensPerMonth', 'priceNanoPerMonth'] },
  { title: 'Model', fields: ['models', 'contextTokens', 'answerTokens'] },
  { title: 'Data', fields: ['conversationDays', 'maxDocuments', 'maxUploadBytes'] },
];

export interface PolicyChange {
  field: PolicyField;
  before: Policy[PolicyField];
  after: Policy[PolicyField];
}

/** The fields that differ, in the order of the form. */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  return POLICY_GROUPS.flatMap((group) => group.fields)
    .filter((field) => String(before[field]) !== String(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const reasonSchema = z
  .string()
  .trim()
  .min(3, 'Say why, in at least three characters.')
  .max(500, 'At most 500 characters.');

export const editPolicySchema = z.object({
  tenantId: id,
  /** The version that the operator looked at. */
  basedOn: z.number().int().positive(),
  reason: reasonSchema,
  policy: policySchema
    .refine((policy) => policy.tokensPerDay <= policy.tokensPerMonth, {
      path: ['tokensPerDay'],
      message: 'A day cannot have more tokens than its month.',
    })
    .refine((policy) => new Set(policy.models).size === policy.models.length, {
      path: ['models'],
      message: 'Each model once.',
    })
    .refine((policy) => policy.answerTokens < policy.contextTokens, {
      path: ['answerTokens'],
      message: 'The answer has to fit into the context.',
    }),
});
export type EditPolicy = z.infer<typeof editPolicySchema>;

export interface PolicyVersion {
  version: number;
  policy: Policy;
  reason: string;
  author: string;
  createdAt: string;
}
