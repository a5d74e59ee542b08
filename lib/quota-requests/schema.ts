import { z } from 'zod';
import { OWN_LIMITS, type OwnLimits, ownLimitsSchema, type Plan } from '@/lib/tenancy/schema';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const amounts = ownLimitsSchema
  .refine(
    (limits) => OWN_LIMITS.some((limit) => limits[limit] !== undefined),
    'Ask for at least one limit.',
  )
  .refine(
    (limits) =>
      OWN_LIMITS.every((limit) => limits[limit] === undefined || Number(limits[limit]) > 0),
    'Give amounts above zero.',
  );

const days = z
  .number('Give a number of days.')
  .int('Give whole days.')
  .min(1, 'At least one day.')
  .max(366, 'At most 366 days; for longer, ask for good.')
  .nullable();

export const askSchema = z.object({
  /** The limits as they are to be. */
  wanted: amounts,
  /** For how long; null: for good. */
  days,
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in at least three characters.')
    .max(1_000, 'At most 1,000 characters.'),
});
export type Ask = z.infer<typeof askSchema>;

export const withdrawSchema = z.object({ id });

const answer = z
  .string()
  .trim()
  .min(3, 'Say why, in at least three characters.')
  .max(500, 'At most 500 characters.');

export const decideSchema = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('grant'),
    tenantId: id,
    id,
    granted: amounts,
    days,
    /** What the tenant pays for it, once; for a boost alone. Nano-dollars. */
    feeNano: z
      .string('Give an amount in dollars.')
      .regex(/^\d{1,15}$/, 'Give an amount in dollars.'),
    answer,
  }),
  z.object({ decision: z.literal('refuse'), tenantId: id, id, answer }),
]);
export type Decide = z.infer<typeof decideSchema>;

export type QuotaState = 'open' | 'withdrawn' | 'approved' | 'amended' | 'refused';

export interface QuotaRequestView {
  id: string;
  state: QuotaState;
  askedAt: string;
  /** Null once the person is gone. */
  askedBy: string | null;
  reason: string;
  wanted: OwnLimits;
  days: number | null;
  endedAt: string | null;
  answer: string | null;
  granted: OwnLimits | null;
  grantedDays: number | null;
  /** Nano-dollars as a decimal string. */
  feeNano: string | null;
}

/** What a month comes to when limits are used up, for operators. Nano-dollars as decimal strings. */
export interface Projection {
  tokens: number;
  costNano: string;
  priceNano: string;
  marginNano: string;
}

/** A request as operators decide it. */
export interface InboxItem extends QuotaRequestView {
  tenant: { id: string; name: string; plan: Plan; timeZone: string };
  /** The limits in force now. */
  now: Required<OwnLimits>;
  /** What a month came to lately, and would when the limits of now and the wanted ones were used up. */
  lately: Projection;
  full: Projection;
  fullWanted: Projection;
  /** Whether the projections go by the tenant's own calls; else by the price book alone. */
  measured: boolean;
}
