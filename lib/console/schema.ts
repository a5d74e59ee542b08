import { z } from 'zod';
import type { AuditFacts, AuditPayload } from '@/lib/audit/proofs/schema';
import type { Downgraded, PassageScore, StageName } from '@/lib/chat/schema';
import { modelIdSchema } from '@/lib/llm/schema';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import { reasonSchema } from './policy/schema';

export const OUTCOMES = ['ok', 'stopped', 'refused', 'error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type TenantState = 'active' | 'suspended' | 'erasing' | 'erased';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What happened over a range. Milliseconds; money in nano-dollars as decimal strings. */
export interface Figures {
  requests: number;
  errors: number;
  refusals: number;
  stopped: number;
  /** Over requests that were not refused; null without one. */
  latencyP50: number | null;
  latencyP95: number | null;
  latencyP99: number | null;
  firstTokenP95: number | null;
  tokens: number;
  costNano: string;
  priceNano: string;
}

export interface TenantFacts {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  /** At an owner's word; null while nobody asked. */
  leave: { endsAt: string; askedAt: string; reason: string; putOff: boolean } | null;
  /** One of the self-test's, which stands in no figure of the platform's tenants. */
  canary: boolean;
  timeZone: string;
  createdAt: string;
  members: number;
}

/** One bucket of the charts; null where nothing was measured. */
export interface SeriesRow {
  /** ISO 8601. */
  t: string;
  ok: number | null;
  stopped: number | null;
  refused: number | null;
  error: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  firstTokenP95: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cost: string | null;
  price: string | null;
}

export interface RequestRow {
  id: string;
  startedAt: string;
  feature: string;
  outcome: Outcome;
  errorCode: string | null;
  model: string | null;
  latencyMs: number;
  firstTokenMs: number | null;
  tokens: number;
  costNano: string;
  priceNano: string;
  /** Of a refusal: how many of one person or key for this reason within a minute the row stands for. */
  repeats: number;
}

/** A page of a list ordered by time, newest first. */
export interface Page<Row> {
  rows: Row[];
  /** Cursor of the page with newer rows. */
  newer: string | null;
  /** Cursor of the page with older rows. */
  older: string | null;
}

export interface Trace extends RequestRow {
  tenant: { id: string; name: string };
  principalKind: string;
  policyVersion: number;
  passages: number;
  /** How the answer differs from what was asked for; null when it does not. */
  downgraded: Downgraded | null;
  inputTokens: number;
  outputTokens: number;
  stages: { stage: StageName; startMs: number; ms: number }[];
  /** Calls that were made once more because the first attempt was not taken. */
  retries: number;
  /** That it waited for a slot. Milliseconds. */
  queuedMs: number;
  /** Of what retrieval found, best first. */
  scores: PassageScore[];
  /** Of the policy in force then: when it began and why. */
  policy: { at: string } | null;
  ledger: TraceCall[];
}

export interface TraceCall {
  id: string;
  ordinal: number;
  at: string;
  model: string;
  outcome: string;
  estimated: boolean;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  priceVersion: number;
  costNano: string;
  priceNano: string;
}

export interface AuditRow {
  /** What its leaf says, for the reader's browser to verify. */
  facts: AuditFacts & AuditPayload;
  id: string;
  at: string;
  /** Where it was written: by the platform's people, or in a tenant's own log. */
  log: 'platform' | 'tenant';
  /** Of the platform's own entries all of it; of tenants' entries what a change was of that is no content. */
  detail: Record<string, unknown> | null;
  actor: string;
  actorRole: string;
  action: string;
  tenant: { id: string; name: string } | null;
  outcome: string | null;
  /** Platform entries alone. */
  reason: string | null;
  object: string | null;
  requestId: string | null;
}

/** Filters of an address; what cannot be read is no filter. */
export const requestFilterSchema = z.object({
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  model: modelIdSchema.optional().catch(undefined),
  /** The slowest alone, at most a page. */
  by: z.enum(['slowest']).optional().catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
  newer: z.string().max(80).optional().catch(undefined),
});
export type RequestFilter = z.infer<typeof requestFilterSchema>;

export const auditFilterSchema = z.object({
  log: z.enum(['platform', 'tenant']).optional().catch(undefined),
  actor: z.string().trim().max(254).optional().catch(undefined),
  action: z.string().trim().max(64).optional().catch(undefined),
  tenant: id.optional().catch(undefined),
  object: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .catch(undefined),
  /** Of an object or a request. */
  id: id.optional().catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
  newer: z.string().max(80).optional().catch(undefined),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const changeStateSchema = z.object({
  tenantId: id,
  to: z.enum(['active', 'suspended']),
  reason: reasonSchema,
});
export type ChangeState = z.infer<typeof changeStateSchema>;

export const createTenantSchema = z.object({
  slug: z
    .string()
    .trim()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      'Lower-case letters, digits and hyphens, at most 40.',
    ),
  name: z.string().trim().min(1, 'Give it a name.').max(120, 'At most 120 characters.'),
  plan: z.enum(PLANS),
  timeZone: z.string().refine(isTimeZone, 'Not a time zone.'),
  ownerName: z.string().trim().min(1, 'Say who owns it.').max(120, 'At most 120 characters.'),
  ownerEmail: z.string().trim().toLowerCase().max(254).pipe(z.email('Not an e-mail address.')),
});
export type CreateTenant = z.infer<typeof createTenantSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
