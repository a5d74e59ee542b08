import {
  claimJob,
  claimOperation,
  dueRollups,
  type MintedWork,
  type Renewed,
  renewJob,
  renewOperation,
  staleReservations,
} from '@/lib/db/credentials';
import { dueCosts, dueFleet, dueLedger } from '@/lib/db/fleet-credentials';
import { AppError } from '@/lib/errors';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { TenantContext } from './context';
import type { SignedTenant } from './context-class';
import { mintTenantContext } from './mint-context';
import { workspaceFacts } from './workspace-facts';

export interface Job {
  ctx: TenantContext;
  id: string;
  kind: string;
  subjectId: string;
  createdBy: string;
  attempts: number;
  /** Extends the lease; false once the job was cancelled, taken over, or its tenant suspended. */
  renew(): Promise<boolean>;
}

/** The next job of any tenant for a worker of so many slots, with the proof that PostgreSQL minted for it. */
export async function nextJob(
  worker: string,
  leaseSeconds: number,
  slots: number,
): Promise<Job | undefined> {
  const row = await claimJob(worker, leaseSeconds, slots);
  if (!row) return undefined;
  await readyKeys(row.tenant_id);
  const renewContext = async (): Promise<SignedTenant> => {
    const again = await renewJob(row.tenant_id, row.job_id, worker, leaseSeconds);
    if (!again) throw new AppError('cancelled', 'The job was cancelled or taken over.');
    return lasting(again, leaseSeconds);
  };
  return {
    ctx: workContext(row, row.job_id, lasting(row, leaseSeconds), renewContext),
    id: row.job_id,
    kind: row.kind,
    subjectId: row.subject_id,
    createdBy: row.created_by,
    attempts: row.attempts,
    renew: async () =>
      (await renewJob(row.tenant_id, row.job_id, worker, leaseSeconds)) !== undefined,
  };
}

export interface HeldOperation {
  ctx: TenantContext;
  id: string;
  kind: string;
  detail: Record<string, unknown>;
  attempts: number;
  requestedBy: string;
  reason: string;
  /** Extends the lease; false once the operation was cancelled or taken over. */
  renew(): Promise<boolean>;
}

/** The next operation of any tenant, with the proof that PostgreSQL minted for it. */
export async function nextOperation(
  worker: string,
  leaseSeconds: number,
): Promise<HeldOperation | undefined> {
  const row = await claimOperation(worker, leaseSeconds);
  if (!row) return undefined;
  await readyKeys(row.tenant_id);
  const renewed = () => renewOperation(row.tenant_id, row.operation_id, worker, leaseSeconds);
  const renewContext = async (): Promise<SignedTenant> => {
    const again = await renewed();
    if (!again) throw new AppError('cancelled', 'The operation was cancelled or taken over.');
    return lasting(again, leaseSeconds);
  };
  return {
    ctx: workContext(row, row.operation_id, lasting(row, leaseSeconds), renewContext),
    id: row.operation_id,
    kind: row.kind,
    detail: row.detail,
    attempts: row.attempts,
    requestedBy: row.requested_by,
    reason: row.reason,
    renew: async () => (await renewed()) !== undefined,
  };
}

/** Holds that their process stopped renewing, with a proof each to settle them under. */
export async function staleHolds(
  olderThanSeconds: number,
  limit: number,
): Promise<{ ctx: TenantContext; reservationId: string }[]> {
  const rows = await staleReservations(olderThanSeconds, limit);
  await Promise.all(rows.map((row) => readyKeys(row.tenant_id)));
  return rows.map((row) => ({
    ctx: workContext(row, row.reservation_id, lasting(row, 60), async () => {
      throw new AppError('cancelled', 'The time to settle this hold is over.');
    }),
    reservationId: row.reservation_id,
  }));
}

/** Tenants whose rows wait to be folded into rollups, with a proof each to do it under. */
export async function rollupsDue(limit: number): Promise<TenantContext[]> {
  return (await dueRollups(limit)).map(foldingContext);
}

/** The same of those whose sums wait to be folded for the fleet. */
export async function fleetDue(limit: number): Promise<TenantContext[]> {
  return (await dueFleet(limit)).map(foldingContext);
}

/** The same of those whose days of the ledger wait to be folded. */
export async function ledgerDue(limit: number): Promise<TenantContext[]> {
  return (await dueLedger(limit)).map(foldingContext);
}

/** The same of those with days whose cost was not judged as it is; by id, after one. */
export async function costsDue(at: Date, after: string, limit: number): Promise<TenantContext[]> {
  return (await dueCosts(at, after, limit)).map(foldingContext);
}

function foldingContext(row: MintedWork): TenantContext {
  return workContext(row, row.tenant_id, lasting(row, 60), async () => {
    throw new AppError('cancelled', 'The time to fold these rows is over.');
  });
}

/** For the verifying modules of this folder. */
export function workContext(
  row: MintedWork,
  principalId: string,
  signed: SignedTenant,
  renew: () => Promise<SignedTenant>,
): TenantContext {
  return mintTenantContext(
    {
      ...workspaceFacts({ ...row, slug: '', tenant_name: '' }),
      principal: { kind: 'worker', id: principalId, role: 'worker', name: 'Worker', email: '' },
    },
    signed,
    renew,
  );
}

/** As above. `seconds` is the lifetime that the context was signed for. */
export function lasting({ context, placement }: Renewed, seconds: number): SignedTenant {
  const expiresAt = performance.timeOrigin + performance.now() + seconds * 1000;
  return { token: context, expiresAt, placement };
}
