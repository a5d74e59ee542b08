import { z } from 'zod';

/** Days before the end of a conversation or a document at which people are told of it. */
export const WARNING_DAYS = 14;

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const reason = z
  .string()
  .trim()
  .min(3, 'Say why in a few words.')
  .max(500, 'Use at most 500 characters.');

export const documentDaysSchema = z.object({
  /** Null: documents stay until somebody deletes them. */
  documentDays: z
    .number()
    .int()
    .min(30, 'Keep documents for at least 30 days.')
    .max(3_650, 'Choose at most 3,650 days.')
    .nullable(),
});
export const placeHoldSchema = z.object({ personId: id.optional(), reason });
export type PlaceHold = z.infer<typeof placeHoldSchema>;
export const liftHoldSchema = z.object({ id, reason });
export type LiftHold = z.infer<typeof liftHoldSchema>;
export const tenantIdSchema = z.object({ tenantId: id });

/** A legal hold: until it is lifted, nothing of what it covers ends. */
export interface HoldView {
  id: string;
  /** Whose conversations it keeps; null: everything of the workspace. */
  person: { id: string; name: string } | null;
  reason: string;
  /** A name, or `Operator`. */
  placedBy: string;
  placedByKind: 'user' | 'operator';
  placedAt: string;
  lifted: { at: string; reason: string } | null;
}

export interface DueDocument {
  id: string;
  name: string;
  /** ISO 8601. */
  endsAt: string;
}

/** What administrators see of how long their workspace keeps things. */
export interface RetentionView {
  /** By the plan or an operator's policy. */
  conversationDays: number;
  documentDays: number | null;
  /** Conversations that end within the warning. */
  ending: { conversations: number; people: number; firstAt: string | null };
  holds: HoldView[];
  /** The latest runs, newest first. */
  runs: { at: string; conversations: number; messages: number; documents: number }[];
}
