import { z } from 'zod';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { POLICY_GROUPS, type PolicyField } from './fields/schema';

export interface PolicyChange {
  field: PolicyField;
  before: Policy[PolicyField];
  after: Policy[PolicyField];
}

/** The fields that differ, in the order of the form. */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  return POLICY_GROUPS.flatMap((group) => group.fields)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const reasonSchema = z
  .string()
  .trim()
  .min(3, 'Say why, in at least three characters.')
  .max(500, 'At most 500 characters.');

/** A policy that does not contradict itself. */
export const soundPolicySchema = policySchema
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
  })
  .refine((policy) => policy.usefulAnswerTokens <= policy.answerTokens, {
    path: ['usefulAnswerTokens'],
    message: 'The useful minimum is no longer than the longest answer.',
  });

const time = z.iso.datetime('Give a day and a time.').nullable().optional();

/** When a change begins and ends; without: at once, and never. */
export const scheduleShape = { startsAt: time, endsAt: time };

type Schedule = z.infer<z.ZodObject<typeof scheduleShape>>;

export function isOrdered({ startsAt, endsAt }: Schedule): boolean {
  return !startsAt || !endsAt || Date.parse(startsAt) < Date.parse(endsAt);
}
export const ORDERED = { path: ['endsAt'], message: 'It ends after it begins.' };

export const editPolicySchema = z
  .object({
    tenantId: id,
    /** The version that the operator looked at. */
    basedOn: z.number().int().positive(),
    reason: reasonSchema,
    policy: soundPolicySchema,
    ...scheduleShape,
  })
  .refine(isOrdered, ORDERED);
export type EditPolicy = z.infer<typeof editPolicySchema>;

export interface PolicyVersion {
  version: number;
  policy: Policy;
  reason: string;
  author: string;
  createdAt: string;
}
