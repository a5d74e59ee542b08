import { z } from 'zod';
import { personProofSchema } from '@/lib/identity/schema';

export const beginLeaveSchema = personProofSchema.extend({
  /** The workspace's name, typed. */
  confirmation: z.string().max(200),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why in a few words.')
    .max(500, 'Use at most 500 characters.'),
});
export type BeginLeave = z.infer<typeof beginLeaveSchema>;

/** A workspace that ends, as its owners are told. Times in ISO 8601. */
export interface LeaveView {
  id: string;
  /** Of the owner who asked; absent once the account is gone. */
  askedBy: string | undefined;
  askedAt: string;
  reason: string;
  /** When the erasure begins. */
  endsAt: string;
  /** Whether it was put off, because the workspace was suspended or a legal hold keeps it. */
  putOff: boolean;
}

/** Beside it, what owners see before they decide. Money in nano-dollars as decimal strings. */
export interface LeavePlan {
  /** Days between the word and the erasure. */
  days: number;
  /** When it would begin if it were asked for now. */
  wouldEndAt: string;
  timeZone: string;
  held: boolean;
  /** What there is to erase. */
  counts: { documents: number; storedBytes: number; people: number };
  /** The month in which the workspace would end, as its statement would say it: the fee is shared by days. */
  lastMonth: { month: string; days: number; daysInMonth: number; feeNano: string };
}
