import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import { dayOf } from '../schema';

export const SHARED_KINDS = ['platform', 'idle', 'embeddings'] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

/** By cost of the month's usage; the same for each; by parts that finance gave. */
export const METHODS = ['proportional', 'even', 'fixed'] as const;
export type Method = (typeof METHODS)[number];

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const MOST_NANO = 1_000_000_000_000_000_000n;
export const financeMonthSchema = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);

export const enterSharedCostSchema = z
  .object({
    /** Chosen by whoever asks, so that asking again enters nothing more. */
    id,
    month: financeMonthSchema,
    kind: z.enum(SHARED_KINDS),
    amountNano: z
      .string()
      .regex(/^[1-9]\d{0,18}$/, { error: 'An amount in dollars, above zero.', abort: true })
      .refine((text) => BigInt(text) <= MOST_NANO, 'More than a month can cost.'),
    method: z.enum(METHODS),
    /** Whole parts by tenant, for `fixed`. */
    shares: z.record(id, z.number().int().min(1).max(1_000_000)),
    reason: reasonSchema,
  })
  .refine(({ method, shares }) => (method === 'fixed') === Object.keys(shares).length > 0, {
    error: 'Give each tenant its parts, for fixed parts alone.',
    path: ['shares'],
  });
export type EnterSharedCost = z.infer<typeof enterSharedCostSchema>;

export const withdrawSharedCostSchema = z.object({ id, reason: reasonSchema });
export type WithdrawSharedCost = z.infer<typeof withdrawSharedCostSchema>;

/** The month of an address; the last whole one without. */
export function parseMonth(month: unknown, now: number): string {
  const parsed = financeMonthSchema.safeParse(month);
  if (parsed.success) return parsed.data;
  const at = new Date(now);
  return dayOf(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1, 1)).slice(0, 7);
}

export interface SharedCost {
  id: string;
  kind: SharedKind;
  amountNano: string;
  method: Method;
  /** By cost of usage, in a month in which nobody used anything: each takes the same. */
  evenInstead: boolean;
  reason: string;
  /** ISO 8601. */
  at: string;
  withdrawn: { at: string; reason: string } | null;
}

/** One tenant's part of what was shared. Nano-dollars. */
export interface AllocatedRow {
  tenant: { id: string; name: string };
  /** It is gone; its part stays its own. */
  erased: boolean;
  /** Cost of its own usage, which proportional shares follow. */
  ownNano: string;
  parts: Record<SharedKind, string>;
  sharedNano: string;
}

export interface SharedCosts {
  month: string;
  costs: SharedCost[];
  rows: AllocatedRow[];
  /** Of what is not withdrawn, and what of it was allocated: the same where there is anybody to allocate to. */
  enteredNano: string;
  allocatedNano: string;
  /** Who can be given fixed parts. */
  tenants: { id: string; name: string }[];
}
