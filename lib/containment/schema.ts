import { z } from 'zod';
import {
  type ContainmentAction,
  handActionSchema,
  modelOffSchema,
  ruleActionSchema,
  toolOffSchema,
} from '@/lib/tenancy/schema';

export const CONTAINMENT_METRICS = [
  'error_share',
  'spend_factor',
  'refused',
  'injection_attempts',
] as const;
export type ContainmentMetric = (typeof CONTAINMENT_METRICS)[number];
/** What put a containment in force: a rule's figure, or an operator. */
export type ContainedBy = ContainmentMetric | 'by_hand';

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
    .array(ruleActionSchema)
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

export const tenantIdSchema = z.guid();

export const containSchema = z.object({
  tenantId: z.guid('Choose a tenant.'),
  action: handActionSchema,
  minutes: whole(43_200),
  reason,
});
export type Contain = z.infer<typeof containSchema>;

/** Off for everybody. */
export const switchOffSchema = z.object({
  what: z.discriminatedUnion('kind', [modelOffSchema, toolOffSchema]),
  minutes: whole(43_200),
  reason,
});
export type SwitchOff = z.infer<typeof switchOffSchema>;

export const endSwitchSchema = z.object({ id: z.guid(), reason });
export type EndSwitch = z.infer<typeof endSwitchSchema>;

export const restoreRuleSchema = z.object({ id: z.guid(), version: whole(1_000_000), reason });
export type RestoreRule = z.infer<typeof restoreRuleSchema>;

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
  metric: ContainedBy;
  value: number;
  threshold: number;
  actions: ContainmentAction[];
  since: string;
  until: string;
  endedAt: string | null;
  /** Null where it ended by itself. */
  endedBy: string | null;
  endReason: string | null;
  /** Of one by hand. */
  startedBy: string | null;
  reason: string | null;
}

/** A tenant that an operator suspended without an end. */
export interface SuspendedView {
  id: string;
  name: string;
}

/** A model or tool that is or was off for everybody. */
export interface SwitchView {
  id: string;
  kind: 'model' | 'tool';
  name: string;
  since: string;
  until: string;
  startedBy: string | null;
  reason: string;
  endedAt: string | null;
  endedBy: string | null;
  endReason: string | null;
}

/** What a rule was from some time on. */
export interface RuleVersionView {
  ruleId: string;
  ruleName: string;
  metric: ContainmentMetric;
  version: number;
  /** Whether it is what the rule is now. */
  current: boolean;
  content: Omit<EditRule, 'id' | 'reason'>;
  editedAt: string;
  editedBy: string | null;
  reason: string;
}

/** An API key without its name, which is the tenant's. */
export interface KeyFacts {
  id: string;
  createdAt: string;
  lastUsedAt: string | null;
}

/** As the tenant's own administrators see it. */
export interface OwnContainment {
  metric: ContainedBy;
  actions: ContainmentAction[];
  until: string;
}
