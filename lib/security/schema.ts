import { z } from 'zod';

export const LOCKS = ['handle', 'store', 'assertion', 'encryption'] as const;
export type Lock = (typeof LOCKS)[number];

/** `empty`: the other tenant has nothing there that could have surfaced. */
export type ProbeOutcome = 'held' | 'failed' | 'empty';

/** One path of the self-test: what each of its locks did alone, or all of them together. */
export interface ProbedPath {
  kind: 'table' | 'store' | 'route';
  path: string;
  locks: Partial<Record<Lock | 'all', ProbeOutcome>>;
  /** What was wrong, in words; without content. */
  problem?: string;
}

export interface SelfTestSummary {
  id: string;
  startedAt: string;
  /** Null while it runs, and when its process did not live to finish it. */
  finishedAt: string | null;
  startedBy: string;
  held: number;
  failed: number;
  /** Why it could not be run to its end. */
  problem: string | null;
}

export interface SelfTestRun extends SelfTestSummary {
  paths: ProbedPath[];
}

/** A row of another tenant was stopped; a call cost more than its bound; the standing check found a difference. */
export type AlertKind = 'tenant_mismatch' | 'bound_exceeded' | 'books_differ' | 'audit_fault';

export interface SecurityAlertView {
  id: string;
  at: string;
  kind: AlertKind;
  /** Where it happened, or what it was found in. */
  place: string;
  tenantId: string;
  /** Null once the tenant was erased. */
  tenantName: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  note: string | null;
}

export const acknowledgeSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  note: z
    .string()
    .trim()
    .min(3, 'Say in a few words what it was.')
    .max(500, 'A note may have at most 500 characters.'),
});
export type Acknowledge = z.infer<typeof acknowledgeSchema>;
