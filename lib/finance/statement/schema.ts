import { z } from 'zod';
import type { Plan } from '@/lib/tenancy/schema';

/** `YYYY-MM`, where the tenant is; what cannot be read is the month that it is there now. */
export const statementParams = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
});

export const statementTenant = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const LINE_KINDS = [
  'fee',
  'usage',
  'included',
  'addon',
  'correction',
  'adjustment',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

export interface StatementLine {
  kind: LineKind;
  /** For instance a plan, a model, the name of an add-on, a reason. */
  label: string;
  /** What the amount is of, in words. */
  detail: string;
  /** Calls of a usage line. */
  calls: number | null;
  tokens: string | null;
  /** Nano-dollars; what is taken off is negative. */
  amountNano: string;
}

/** A tenant's month. The lines add up to the total to the nano-dollar. */
export interface Statement {
  /** `YYYY-MM` in the zone. */
  month: string;
  zone: string;
  /** ISO 8601: the first instant of the month there, and of the next. */
  from: string;
  until: string;
  /** The month is not over: usage still comes. */
  open: boolean;
  lines: StatementLine[];
  /** Sums of the lines of a kind. */
  sums: Record<LineKind, string>;
  /** Usage beyond what the fee includes. */
  overageNano: string;
  totalNano: string;
}

export interface TenantStatement {
  tenant: { id: string; slug: string; name: string; plan: Plan };
  statement: Statement;
  /** Months that can be looked at, newest first. */
  months: string[];
}
