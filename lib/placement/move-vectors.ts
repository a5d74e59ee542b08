import { AppError } from '@/lib/errors';
import type { Operation } from '@/lib/operations/operation';
import type { VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';
import { copyDocuments, copyVectors, differingVectors, reconcile } from './copy-vectors';
import { beginSuccession, switchSuccession } from './vector-succession';

/** Rounds of repair while people go on writing; the last ones are made while nobody can. */
const OPEN_ROUNDS = 5;
const CLOSED_ROUNDS = 2;

export interface MovedVectors {
  rows: number;
  /** Of ids and places, equal on both sides. */
  digest: string;
}

/**
 * Takes a tenant's vectors to another store or tier while questions are answered: writes go to both
 * places, the rows are copied, compared by count, ids, places and vectors, and the switch is one change
 * of the placement. The old place is kept, and kept up to date, as the way back.
 */
export async function moveVectors(
  operation: Operation,
  place: Pick<VectorGeneration, 'store' | 'tier'>,
): Promise<MovedVectors> {
  const { ctx, signal } = operation;
  const succession = await beginSuccession(ctx, place);
  const source = await tenantVectorGeneration(ctx, succession.from);
  const target = await tenantVectorGeneration(ctx, succession.to);
  const total = await source.count();
  await operation.progress('copying vectors', 0, total);
  // The way back holds everything already, and so does what an attempt before a crash copied.
  if ((await target.count()) < total)
    await copyVectors(source, target, {
      signal,
      onRows: (done) => operation.progress('copying vectors', Math.min(done, total), total),
    });
  await operation.progress('comparing vectors', total, total);
  await settleVectors(source, target, signal);
  await operation.progress('switching vectors', total, total);
  let moved: MovedVectors | undefined;
  const switched = await switchSuccession(ctx, succession, async () => {
    if (!(await equal(source, target, CLOSED_ROUNDS, signal))) return false;
    const [from, to] = [await source.summary(), await target.summary()];
    moved = to;
    return from.rows === to.rows && from.digest === to.digest;
  });
  if (!switched) throw differs();
  return moved ?? (await target.summary());
}

async function settleVectors(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
  signal: AbortSignal,
): Promise<void> {
  await equal(source, target, OPEN_ROUNDS, signal);
  const differing = await differingVectors(source, target);
  if (differing.size === 0) return;
  await copyDocuments(source, target, differing);
  if ((await differingVectors(source, target)).size > 0) throw differs();
}

async function equal(
  source: TenantVectorGeneration,
  target: TenantVectorGeneration,
  rounds: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (let round = 0; round <= rounds; round += 1) {
    signal.throwIfAborted();
    if (await reconcile(source, target)) return true;
  }
  return false;
}

function differs(): AppError {
  return new AppError('conflict', 'The copy does not become equal to what it was made from.');
}
