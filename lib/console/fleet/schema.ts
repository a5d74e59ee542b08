import { z } from 'zod';
import type { UpstreamFacts } from '@/lib/platform-health/schema';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import type { Figures, TenantState } from '../schema';

/** How a tenant is, the worst first. */
export const HEALTHS = ['failing', 'strained', 'held_back', 'healthy', 'idle'] as const;
export type Health = (typeof HEALTHS)[number];

/** Why it is not well. */
export type Complaint =
  | { kind: 'errors'; share: number }
  | { kind: 'breaker' }
  | { kind: 'slower'; times: number }
  | { kind: 'refused'; share: number }
  | { kind: 'waited'; share: number }
  | { kind: 'budget_used_up' }
  | { kind: 'budget_ends'; at: string }
  | { kind: 'contained' }
  | { kind: 'suspended' };

/** Figures of a span with what slots were held and waited for. Milliseconds. */
export interface FleetFigures extends Figures {
  retries: number;
  waitedMs: number;
  /** Requests that waited for over 100 ms. */
  waited: number;
  heldMs: number;
}

/** The tenant's month as its budget counts it: price in nano-dollars as decimal strings. */
export interface MonthBudget {
  /** Settled and held. */
  usedNano: string;
  /** Null: no limit of money. */
  limitNano: string | null;
  /** Of what is nearer to its end, money or tokens. */
  usedShare: number;
  /** A day, by the last seven; null without any. */
  burnNano: string | null;
  /** What the month comes to at that pace. */
  projectedNano: string | null;
  /** When the first of money and tokens ends at that pace, ISO 8601; null: not within the month. */
  endsAt: string | null;
}

export interface FleetRow extends FleetFigures {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  /** When it ends at an owner's word, ISO 8601; null while nobody asked. */
  leavesAt: string | null;
  health: Health;
  complaints: Complaint[];
  /** Of the span before, of the same length. */
  before: FleetFigures;
  /** Requests per bucket of the span; null before the tenant existed. */
  trend: (number | null)[];
  /** Of the time that all tenants held slots for answers. */
  slotShare: number | null;
  /** Of the slots of this moment, of all running instances. */
  slots: number;
  waiting: number;
  budget: MonthBudget | null;
  /** Of its own model account, the worst of any running instance; null: it has none, or used none within the hour. */
  breaker: 'closed' | 'open' | 'half_open' | null;
}

export const FLEET_SORTS = [
  'health',
  'name',
  'requests',
  'errors',
  'refusals',
  'p50',
  'p95',
  'p99',
  'firstToken',
  'tokens',
  'price',
  'budget',
  'ends',
  'slots',
] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

/** What an address asks of the fleet; what cannot be read is no filter. */
export const fleetParams = z.object({
  q: z.string().trim().max(120).optional().catch(undefined),
  plan: z.enum(PLANS).optional().catch(undefined),
  state: z.enum(['active', 'suspended', 'erasing']).optional().catch(undefined),
  health: z.enum(HEALTHS).optional().catch(undefined),
  /** With `-` before it: from the highest. */
  sort: z
    .string()
    .regex(new RegExp(`^-?(${FLEET_SORTS.join('|')})$`))
    .optional()
    .catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).optional().catch(undefined),
});
export type FleetFilter = z.infer<typeof fleetParams>;

/** A model of the platform's own account: the worst breaker, and the calls of all running instances. */
export type PlatformModel = Pick<UpstreamFacts, 'model' | 'breaker' | 'limit' | 'inFlight'>;

/** One page of the fleet. */
export interface FleetView {
  rows: FleetRow[];
  /** What does not work comes first. */
  platformModels: PlatformModel[];
  /** Over all tenants, whatever is shown. */
  totals: FleetFigures;
  before: FleetFigures;
  counts: { tenants: number; shown: number; health: Record<Health, number> };
  page: number;
  pages: number;
  /** The span as rollups cut it, ISO 8601, and the width of its buckets. */
  span: { from: string; to: string; stepMs: number };
  /** When the figures of the span and the budgets were read: one reading serves everybody who looks. The rest is of now. */
  readAt: string;
}
