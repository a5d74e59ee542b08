import { z } from 'zod';
import type { Plan } from '@/lib/tenancy/schema';
import type { Amounts, Settlement } from '../chargeback/facts';

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
  'discount',
  'late',
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
  /** Of an add-on or adjustment: what it is, so that no later statement has it again. */
  source: string | null;
}

/** Takes lines of a statement back. */
export interface CreditNote extends Amounts {
  id: string;
  number: string;
  /** ISO 8601. */
  issuedAt: string;
  reason: string;
  /** Negative of what is taken back; `line` is the place in the statement, from 0. */
  lines: { line: number; label: string; amountNano: string }[];
  totalNano: string;
}

/** What makes a month final. */
export interface Issued {
  id: string;
  /** For instance `S-1A2B3C4D5E-0001`. */
  number: string;
  /** ISO 8601. */
  issuedAt: string;
  creditNotes: CreditNote[];
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
  /** In the tenant's currency; null as long as no exchange rate is known. */
  settlement: Settlement | null;
  /** The currency whose rate is missing. */
  wantedRate: string | null;
  /** Once the month is closed: nothing above changes from then on. */
  issued: Issued | null;
}

/** Calls of a closed month that its statement does not have, and their price in nano-dollars. */
export interface ArrivedLater {
  calls: number;
  priceNano: string;
}

/** Calls of a model. */
export interface LateCalls {
  model: string;
  calls: number;
}

/** What lines come from: each by what its line names, for lines that there are. */
export interface LineSources {
  /** Price versions of fees and of what they include, by plan. */
  prices: Record<string, number>;
  /** Policy versions that brought add-ons, by add-on. */
  policies: Record<string, number>;
  /** Days (`YYYY-MM-DD`, UTC) on which adjustments were booked, by ledger entry. */
  booked: Record<string, string>;
  /** Models of which calls arrived late, by month. */
  late: Record<string, LateCalls[]>;
}

export interface TenantStatement {
  tenant: { id: string; slug: string; name: string; plan: Plan };
  statement: Statement;
  /** Months that can be looked at, newest first. */
  months: string[];
  /** Whether finance can close this month now: it is over, and the one before it is closed or none is. */
  closable: boolean;
  /** Whether it would be the first that is closed while months before it are open: they could not be closed after it. */
  leavesEarlier: boolean;
}
