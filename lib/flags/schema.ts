import { z } from 'zod';

/** Features of the product that are rolled out by and by; each is on for everybody until an operator says otherwise. */
export const FLAGS = {
  assistant_tools: {
    label: 'Tools of the assistant',
    hint: 'Off: answers come from the question’s own passages alone.',
  },
  deferred_questions: {
    label: 'Questions that wait',
    hint: 'Off: a question for which no budget has room is refused at once.',
  },
} as const satisfies Record<string, { label: string; hint: string }>;
export type FlagName = keyof typeof FLAGS;
export const FLAG_NAMES = Object.keys(FLAGS) as [FlagName, ...FlagName[]];

const name = z.enum(FLAG_NAMES);
const reason = z
  .string()
  .trim()
  .min(3, 'Say why, in three characters or more.')
  .max(500, 'At most 500 characters.');

export const setFlagSchema = z.object({
  name,
  /** Of all tenants. */
  percent: z.number('Give a number.').int('Give a whole number.').min(0).max(100, 'At most 100.'),
  /** Off for everybody, whatever else is said. */
  killed: z.boolean(),
  reason,
});
export type SetFlag = z.infer<typeof setFlagSchema>;

export const setTenantFlagSchema = z.object({
  name,
  tenantId: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'Choose a tenant.'),
  /** Null: as the share has it. */
  on: z.boolean().nullable(),
  reason,
});
export type SetTenantFlag = z.infer<typeof setTenantFlagSchema>;

/** What a flag is for all tenants. */
export interface FlagState {
  percent: number;
  killed: boolean;
}

export interface FlagChange {
  id: string;
  at: string;
  by: string | null;
  reason: string | null;
  tenant: string | null;
  /** Null: the exception was removed. */
  content: FlagState | { on: boolean } | null;
}

export interface FlagView extends FlagState {
  name: FlagName;
  /** Tenants in use for which it is on now. */
  onFor: number;
  of: number;
  exceptions: { tenantId: string; tenantName: string; on: boolean; reason: string }[];
  /** The newest first, at most 50. */
  changes: FlagChange[];
}
