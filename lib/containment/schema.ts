import { z } from 'zod';
import { type ContainmentAction, containmentActionSchema } from '@/lib/tenancy/schema';

export const CONTAINMENT_METRICS = [
  'error_share',
  'spend_factor',
  'refused',
  'injection_attempts',
] as const;
export type ContainmentMetric = (typeof CONTAINMENT_METRICS)[number];

const whole = (most: number) =>
  z.number('Give a number.').int('Give a whole number.').positive('Above zero.').max(most);

const reason = z
  .string()
  .trim()
  .min(3, 'Say why, in three characters or more.')
  .max(500, 'At most 500 characters.');

export const editRuleSchema = z.object({
  id: z.guid(),
  enabled: z.boolean(),
  windowMinutes: whole(1_440),
  threshold: z.number('Give a number.').positive('Above zero.').max(1_000_000_000),
  /** Requests; of spending nano-dollars, as a decimal string, since JSON has no bigint. */
  atLeast: z.string().regex(/^\d{1,18}$/, 'Give a whole number.'),
  actions: z
    .array(containmentActionSchema)
    .min(1, 'A rule does something.')
    .max(4)
    .refine((actions) => new Set(actions.map(({ kind }) => kind)).size === actions.length, {
      message: 'Each action once.',
    }),
  minutes: whole(10_080),
  reason,
});
export type EditRule = z.infer<typeof editRuleSchema>;

export const endContainmentSchema = z.object({ tenantId: z.guid(), id: z.guid(), reason });
export type EndContainment = z.infer<typeof endContainmentSchema>;

export interface ContainmentRuleView extends Omit<EditRule, 'reason'> {
  name: string;
  metric: ContainmentMetric;
  editedAt: string;
  /** Null where nobody changed what was shipped. */
  editedBy: string | null;
  reason: string;
}

export interface ContainmentView {
  id: string;
  tenantId: string;
  tenantName: string;
  ruleName: string;
  metric: ContainmentMetric;
  value: number;
  threshold: number;
  actions: ContainmentAction[];
  since: string;
  until: string;
  endedAt: string | null;
  /** Null where it ended by itself. */
  endedBy: string | null;
  endReason: string | null;
}

/** As the tenant's own administrators see it. */
export interface OwnContainment {
  metric: ContainmentMetric;
  actions: ContainmentAction[];
  until: string;
}
