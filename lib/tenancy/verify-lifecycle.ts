import {
  type DueLibraryWork,
  dueLibraryWork,
  expiredExports,
  mintErasure,
} from '@/lib/db/lifecycle-credentials';
import { AppError } from '@/lib/errors';
import { hasTenantKeys, readyKeys } from '@/lib/keys/tenant-key-files';
import type { TenantContext } from './context';
import type { Placement } from './placement';
import { lasting, workContext } from './verify-work';

/** What PostgreSQL signs an erasure that is done again for. */
const AGAIN_SECONDS = 600;

const NOWHERE: Placement = {
  databaseTier: 'shared',
  vectorStore: 'lancedb',
  vectorTier: 'namespace',
  vectorGeneration: 1,
  building: null,
  modelAccount: 'platform',
};

/** Archives past their time, with a proof each to remove them under. */
export async function endedExports(limit: number): Promise<{ ctx: TenantContext; id: string }[]> {
  const rows = await expiredExports(limit);
  await Promise.all(rows.map((row) => readyKeys(row.tenant_id)));
  return rows.map((row) => ({
    ctx: workContext(row, row.export_id, lasting(row, 60), over),
    id: row.export_id,
  }));
}

export interface EndedLibraryWork {
  ctx: TenantContext;
  kind: DueLibraryWork['kind'];
  /** Of a document or an upload. */
  id: string;
}

/** Removals, uploads and lost documents past their times, with a proof each to end them under. */
export async function endedLibraryWork(
  before: { removed: Date; touched: Date; lost: Date },
  limit: number,
): Promise<EndedLibraryWork[]> {
  const rows = await dueLibraryWork(before, limit);
  await Promise.all([...new Set(rows.map((row) => row.tenant_id))].map(readyKeys));
  return rows.map((row) => ({
    ctx: workContext(row, row.subject_id, lasting(row, 60), over),
    kind: row.kind,
    id: row.subject_id,
  }));
}

/**
 * The proof under which a tenant of the journal is erased again. `present`: whether the database has it;
 * without it the proof reaches what other stores have.
 */
export async function erasureAgain(erased: {
  tenantId: string;
  operationId: string;
  requestedBy: string;
  requestedAt: string;
  proof?: string;
}): Promise<{ ctx: TenantContext; present: boolean }> {
  const minted = async () => {
    const { placement, ...again } = await mintErasure(erased);
    return { ...again, placement: placement ?? NOWHERE };
  };
  const first = await minted();
  // Its keys are gone, unless a copy brought them back too.
  if (await hasTenantKeys(erased.tenantId)) await readyKeys(erased.tenantId);
  const row = {
    ...first,
    tenant_id: erased.tenantId,
    policy_version: 0,
    time_zone: 'UTC',
    plan: 'free',
  };
  const renew = async () => lasting(await minted(), AGAIN_SECONDS);
  const ctx = workContext(row, erased.operationId, lasting(first, AGAIN_SECONDS), renew);
  return { ctx, present: first.present };
}

async function over(): Promise<never> {
  throw new AppError('cancelled', 'The time for this work is over.');
}
