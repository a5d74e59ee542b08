import { z } from 'zod';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import { reasonSchema } from '../policy/schema';

export const OBJECTIVE_KINDS = ['errors', 'latency', 'first_token'] as const;
export type ObjectiveKind = (typeof OBJECTIVE_KINDS)[number];

const percent = z
  .number('Give a percentage.')
  .min(50, 'Promise at least 50%.')
  .max(99.99, 'Promise at most 99.99%: what never fails cannot be promised.');
const days = z
  .number('Give a number of days.')
  .int()
  .min(1, 'At least a day.')
  .max(90, 'At most 90 days.');
const minutes = z
  .number('Give a number of minutes.')
  .int()
  .min(1, 'At least a minute.')
  .max(1440, 'At most a day.');
const name = z.string().trim().min(1, 'Give it a name.').max(80, 'At most 80 characters.');

/** What is promised, of which requests. */
export const addObjectiveSchema = z
  .object({
    name,
    kind: z.enum(OBJECTIVE_KINDS),
    /** Milliseconds within which a request counts as kept; null of errors. */
    thresholdMs: z
      .number('Give a time.')
      .positive('Give a time above zero.')
      .max(3_600_000, 'At most an hour.')
      .nullable(),
    targetPercent: percent,
    days,
    plan: z.enum(PLANS).nullable(),
    /** An operation as requests name it; null: all. */
    feature: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'Lower-case letters, digits, - and _, at most 40.')
      .nullable(),
    escalateMinutes: minutes,
    reason: reasonSchema,
  })
  .refine(({ kind, thresholdMs }) => (kind === 'errors') === (thresholdMs === null), {
    path: ['thresholdMs'],
    message: 'Say within which time.',
  });
export type AddObjective = z.infer<typeof addObjectiveSchema>;

/** Of what is counted nothing changes: that would be another objective. */
export const editObjectiveSchema = z.object({
  id: z.guid(),
  name,
  enabled: z.boolean(),
  targetPercent: percent,
  days,
  escalateMinutes: minutes,
  reason: reasonSchema,
});
export type EditObjective = z.infer<typeof editObjectiveSchema>;

export const acknowledgeSchema = z.object({
  id: z.guid(),
  note: z
    .string()
    .trim()
    .min(3, 'Say what you do about it, in at least three characters.')
    .max(500, 'At most 500 characters.'),
});
export type AcknowledgeAlert = z.infer<typeof acknowledgeSchema>;

export interface ObjectiveView {
  id: string;
  name: string;
  enabled: boolean;
  kind: ObjectiveKind;
  thresholdMs: number | null;
  /** 0..1. */
  target: number;
  days: number;
  plan: Plan | null;
  feature: string | null;
  escalateMinutes: number;
  editedAt: string;
  editedBy: string | null;
  reason: string;
  /** Over its days, or since it is counted. */
  total: number;
  bad: number;
  /** Of the error budget, what is left: 1 is all, below 0 is more than there was. Null without any request. */
  budgetLeft: number | null;
  /** How many times faster than allowed the budget burns: over the last hour and the last day. */
  burnHour: number | null;
  burnDay: number | null;
  /** The budget that is left at the end of each of its days, oldest first; null before anything was counted. */
  history: { t: string; left: number | null }[];
}

export interface ObjectiveAlert {
  id: string;
  objectiveId: string;
  name: string;
  severity: 'urgent' | 'slow';
  burn: number;
  startedAt: string;
  endedAt: string | null;
  escalatedAt: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  note: string | null;
}
