import { z } from 'zod';
import { POLICY_FIELDS, type PolicyField } from '@/lib/console/policy/fields/schema';
import { isOrdered, ORDERED, reasonSchema, scheduleShape } from '@/lib/console/policy/schema';
import type { Target } from '@/lib/placement/schema';
import { PLANS, type Plan, type Policy, policySchema } from '@/lib/tenancy/schema';

export const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Parts of a policy that are a tenant's own to change. */
export const OWN_FIELDS = [
  'ownBudgets',
  'ownLimits',
  'ownDowngradeModel',
  'ownDowngradeLength',
] as const satisfies readonly PolicyField[];

const FIELDS = Object.keys(POLICY_FIELDS) as [PolicyField, ...PolicyField[]];

const minutes = z
  .number('Give a number of minutes.')
  .int('Give whole minutes.')
  .min(1, 'At least one minute.')
  .max(43_200, 'At most 30 days.')
  .nullable()
  .default(null);

export type PolicyPatch = Partial<Omit<Policy, (typeof OWN_FIELDS)[number]>>;

/** By part: as the whole policy has it, without its default. */
export const patchShape = Object.fromEntries(
  FIELDS.filter((field) => !(OWN_FIELDS as readonly string[]).includes(field)).map((field) => {
    const whole: z.ZodType = policySchema.shape[field];
    return [
      field,
      (whole instanceof z.ZodDefault ? (whole.unwrap() as z.ZodType) : whole).optional(),
    ];
  }),
);

/** Some parts of a policy, each as the whole policy has it; without a tenant's own. What is absent stays as it is: no default. */
export const patchSchema = z.strictObject(patchShape) as unknown as z.ZodType<PolicyPatch>;

/** The same where something has to become of it. */
export const changingPatchSchema = patchSchema.refine(
  (patch) => Object.keys(patch).length > 0,
  'Change something.',
);

/** Whose policies are changed together. */
export const audienceSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('group'), group: id }),
  z.object({ of: z.literal('plan'), plan: z.enum(PLANS) }),
  z.object({ of: z.literal('tenants'), tenants: z.array(id).min(1).max(5_000) }),
]);
export type Audience = z.infer<typeof audienceSchema>;

export const rollOutSchema = z
  .object({
    audience: audienceSchema,
    patch: changingPatchSchema,
    reason: reasonSchema,
    /** Shares of the audience that have it after each stage, in percent; the last one is 100. */
    shares: z
      .array(z.number().int().min(1).max(100))
      .min(1, 'At least one stage.')
      .max(20, 'At most 20 stages.')
      .refine(
        (all) =>
          all.at(-1) === 100 && all.every((each, at) => at === 0 || each > (all[at - 1] ?? 0)),
        'Shares grow, up to 100.',
      ),
    stageMinutes: minutes,
    ...scheduleShape,
  })
  .refine(isOrdered, ORDERED);
export type RollOut = z.infer<typeof rollOutSchema>;

export const editPlanSchema = z
  .object({
    plan: z.enum(PLANS),
    basedOn: z.number().int().positive(),
    patch: changingPatchSchema,
    reason: reasonSchema,
    ...scheduleShape,
  })
  .refine(isOrdered, ORDERED);
export type EditPlan = z.infer<typeof editPlanSchema>;

const percent = z.number('Give a number.').int('Give a whole number.').min(0, 'Give 0 or more.');
export const boundsSchema = z.strictObject({
  /** How far a limit may rise within a day by one operator's word. */
  raisePercent: percent.max(100_000, 'At most 100,000 percent.'),
  /** How far it may fall; null: to anything. */
  lowerPercent: percent.max(100, 'At most 100 percent.').nullable(),
  /** Of how many tenants at once. */
  tenants: percent.max(5_000, 'At most 5,000.'),
  /** Parts that nobody changes alone. */
  fields: z.array(z.enum(FIELDS)).max(FIELDS.length),
});
export type Bounds = z.infer<typeof boundsSchema>;

export const editBoundsSchema = z.object({
  basedOn: z.number().int().positive(),
  bounds: boundsSchema,
  reason: reasonSchema,
});
export type EditBounds = z.infer<typeof editBoundsSchema>;

export const decideChangeSchema = z.object({ id, approve: z.boolean(), reason: reasonSchema });
export type DecideChange = z.infer<typeof decideChangeSchema>;

export const STEPS = ['withdraw', 'pause', 'go_on', 'next', 'undo'] as const;
export type Step = (typeof STEPS)[number];
export const steerChangeSchema = z.object({ id, step: z.enum(STEPS), reason: reasonSchema });
export type SteerChange = z.infer<typeof steerChangeSchema>;

/** What has versions of its own, each of them a whole policy. */
export const versionedSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('tenant'), tenantId: id }),
  z.object({ of: z.literal('plan'), plan: z.enum(PLANS) }),
]);
export type Versioned = z.infer<typeof versionedSchema>;

export const rollBackSchema = z.object({
  whose: versionedSchema,
  /** The version whose content comes back. */
  version: z.number().int().positive(),
  basedOn: z.number().int().positive(),
  reason: reasonSchema,
});
export type RollBack = z.infer<typeof rollBackSchema>;

export const createGroupSchema = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(80, 'At most 80 characters.'),
  tenants: z.array(id).max(5_000),
  reason: reasonSchema,
});
export type CreateGroup = z.infer<typeof createGroupSchema>;

/** Who comes and who goes: what another operator changed meanwhile stays. */
export const setGroupSchema = z
  .object({
    id,
    added: z.array(id).max(1_000, 'At most 1,000 at once.'),
    removed: z.array(id).max(1_000, 'At most 1,000 at once.'),
    reason: reasonSchema,
  })
  .refine(({ added, removed }) => added.length + removed.length > 0, 'Nobody comes or goes.');
export type SetGroup = z.infer<typeof setGroupSchema>;
export const removeGroupSchema = z.object({ id, reason: reasonSchema });
export type RemoveGroup = z.infer<typeof removeGroupSchema>;

export type ChangeKind = 'tenants' | 'plan' | 'bounds' | 'placement';

export type ChangeState =
  | 'waiting'
  | 'ready'
  | 'in_force'
  | 'done'
  | 'refused'
  | 'withdrawn'
  | 'undone';

/** What became of a change by a word on it. */
export interface Outcome {
  state: ChangeState;
  /** How many tenants it was carried out or taken back for, and how many were left with what they had been given meanwhile. */
  tenants: number;
  overtaken: number;
}

/** What became of a proposal at once. */
export interface Proposed {
  change: string;
  state: ChangeState;
  /** Of the one tenant, of the plan or of the bounds; null while nothing is in force. */
  version: number | null;
  /** Parts that go beyond the bounds, for which it waits. */
  beyond: string[];
}

/** A change as the console lists it. */
export interface ChangeView {
  id: string;
  kind: ChangeKind;
  plan: Plan | null;
  /** Of a change of placement, where the data is to lie. */
  patch: Partial<Policy> | Partial<Bounds> | Target;
  /** What the parts were; of a change of many tenants, nothing. */
  expects: Partial<Policy> | Partial<Bounds> | Target | null;
  reason: string;
  proposedBy: { id: string; name: string };
  proposedAt: string;
  startsAt: string | null;
  endsAt: string | null;
  stages: number;
  stage: number;
  stageMinutes: number | null;
  paused: boolean;
  beyond: string[];
  state: ChangeState;
  decidedBy: string | null;
  decision: string | null;
  tenants: number;
  inForce: number;
  /** Tenants that were left with what they had been given meanwhile; 1 of a plan that was. */
  overtaken: number;
  /** The tenant, where it is one. */
  tenant: { id: string; name: string } | null;
}

export interface TenantGroup {
  id: string;
  name: string;
  tenants: { id: string; name: string }[];
}

/** A plan as it is now. */
export interface PlanView {
  plan: Plan;
  version: number;
  policy: Policy;
  reason: string;
  createdAt: string;
  tenants: number;
}
