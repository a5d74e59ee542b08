import { z } from 'zod';
import { DIFFERENCES, TOKEN_TYPES } from '../schema';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

/** What is done about one difference: who looks into it, or why it is closed at these amounts. */
export const noteDifferenceSchema = z.object({
  day,
  model: z.string().max(200),
  batch: z.boolean(),
  tokenType: z.enum([...TOKEN_TYPES, 'other']),
  kind: z.enum(DIFFERENCES),
  tokens: z
    .string()
    .regex(/^-?\d{1,30}$/)
    .nullable(),
  costUsd: z
    .string()
    .regex(/^-?\d{1,20}(\.\d{1,20})?$/)
    .nullable(),
  state: z.enum(['open', 'closed']),
  assignedTo: z.guid().nullable(),
  note: z.string().trim().min(3, 'Say in a few words what was found.').max(500),
});
export type NoteDifference = z.infer<typeof noteDifferenceSchema>;

export const enterInvoiceSchema = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Give a month.'),
  number: z.string().trim().min(1, 'Give the invoice’s number.').max(60),
  /** Dollars with at most two decimals, as on the invoice. */
  amount: z
    .string()
    .trim()
    .regex(/^-?\d{1,10}(\.\d{1,2})?$/, 'Give an amount in dollars, for instance 1234.56.'),
  note: z.string().trim().max(500),
});
export type EnterInvoice = z.infer<typeof enterInvoiceSchema>;
