import { z } from 'zod';
import type { FleetFigures } from '../fleet/schema';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What an address asks to compare; what cannot be read is not asked. */
export const compareParams = z.object({
  /** The tenant. */
  a: id.optional().catch(undefined),
  with: z.enum(['tenant', 'before', 'policy']).catch('before'),
  /** The other tenant. */
  b: id.optional().catch(undefined),
  /** A policy version of the first: before it began, and after. */
  version: z.coerce.number().int().min(2).max(1_000_000).optional().catch(undefined),
});
export type CompareFilter = z.infer<typeof compareParams>;

export interface ComparedSide {
  tenant: { id: string; name: string };
  label: string;
  /** ISO 8601. */
  from: string;
  to: string;
  figures: FleetFigures;
}

/** One bucket of both; `t` is the first one's time. */
export interface ComparedRow {
  t: string;
  requestsA: number;
  requestsB: number;
  p95A: number | null;
  p95B: number | null;
  errorsA: number;
  errorsB: number;
}

export interface Comparison {
  a: ComparedSide;
  b: ComparedSide;
  rows: ComparedRow[];
  stepMs: number;
}

export interface ComparisonView {
  tenants: { id: string; name: string }[];
  /** Of the first tenant, the newest first; the first version of all has nothing before it. */
  versions: { version: number; at: string }[];
  /** Null while something is still to be chosen. */
  comparison: Comparison | null;
}
