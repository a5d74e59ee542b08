import type { TenantContext } from '@/lib/tenancy/context';

/** One attempt at long work on a tenant. */
export interface Operation {
  id: string;
  /** The worker's proof for the tenant. */
  ctx: TenantContext;
  /** What was asked for, with what earlier attempts noted. Ids, counts and codes; never content. */
  detail: Record<string, unknown>;
  /** From 1. */
  attempts: number;
  /** The person who asked. */
  requestedBy: string;
  reason: string;
  /** Aborted when it was cancelled, another worker took it over, or the process stops. */
  signal: AbortSignal;
  /** Stores how far it is. Throws `cancelled` when it is no longer this attempt's. */
  progress(step: string, done: number, total: number): Promise<void>;
  /** Merges into `detail`, for those who watch and for the attempt after a crash. Throws as above. */
  note(detail: Record<string, unknown>): Promise<void>;
}

/**
 * Does all of the work, or what earlier attempts left of it: after a crash it is called again. An
 * AppError ends the operation as failed with its code; another error is tried again after a pause.
 */
export type OperationHandler = (operation: Operation) => Promise<void>;
