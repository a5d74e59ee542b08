import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { sqlState } from '@/lib/db/sql-errors';
import { env } from '@/lib/env';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { governing } from '@/lib/policies/propose-change';
import type { Proposed } from '@/lib/policies/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ProposeMove, Target } from './schema';

/** PostgreSQL's code for what somebody else has in hand. */
const IN_USE = '55006';

/**
 * Proposes another place for the tenant's data. Another operator always decides; approved, the move begins at once or at its time,
 * under the id of the change. `conflict` when the data is there already, when a move is proposed or runs, or when the place is not
 * set up here.
 */
export async function proposeMove(
  ctx: PlatformContext,
  { tenantId, target, reason, startsAt }: ProposeMove,
): Promise<Proposed> {
  authorizePlatform(ctx, 'placement:edit');
  const id = newId();
  const detail = { change: id, target };
  return governing(ctx, { action: 'placement.propose', reason, tenantId, detail }, async (sql) => {
    const { place, hasCluster } = await readPlace(sql, tenantId);
    if (isSameTarget(place, target)) throw new AppError('conflict', 'The data is there already.');
    assertSetUp(target, hasCluster);
    await propose(sql, [
      ...[id, tenantId, JSON.stringify(place), JSON.stringify(target), reason],
      ...[startsAt ?? null, now()],
    ]);
    return { change: id, state: 'waiting', version: null, beyond: ['placement'] };
  });
}

/** Where the tenant's data lies, as it is proposed otherwise. Throws `not_found`. */
async function readPlace(
  sql: PlatformSql,
  tenantId: string,
): Promise<{ place: Target; hasCluster: boolean }> {
  const [row] = await sql<Target & { hasCluster: boolean }>(
    `select database_tier as "databaseTier", vector_store as "vectorStore", vector_tier as "vectorTier",
       endpoint_host is not null as "hasCluster" from tenant_placement where tenant_id = $1`,
    [tenantId],
  );
  if (!row) throw notFound();
  const { hasCluster, ...place } = row;
  return { place, hasCluster };
}

async function propose(sql: PlatformSql, given: unknown[]): Promise<void> {
  try {
    await sql('select tenancy.propose_placement($1, $2, $3, $4, $5, $6, $7)', given);
  } catch (cause) {
    if (sqlState(cause) !== IN_USE) throw cause;
    throw new AppError('conflict', 'A move of it is proposed already, or runs.', { cause });
  }
}

function isSameTarget(one: Target, other: Target): boolean {
  return (
    one.databaseTier === other.databaseTier &&
    one.vectorStore === other.vectorStore &&
    one.vectorTier === other.vectorTier
  );
}

function assertSetUp({ vectorStore, vectorTier }: Target, hasCluster: boolean): void {
  if (vectorTier === 'dedicated') {
    if (!hasCluster) throw new AppError('conflict', 'Set its vector cluster first.');
    return;
  }
  if (vectorStore === 'qdrant' && !env.QDRANT_URL)
    throw new AppError('conflict', 'This installation has no Qdrant: QDRANT_URL is not set.');
  if (vectorStore === 'pgvector' && !env.PGVECTOR_URL)
    throw new AppError('conflict', 'This installation has no pgvector: PGVECTOR_URL is not set.');
}
