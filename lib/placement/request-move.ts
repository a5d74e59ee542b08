import { withPlatform } from '@/lib/db/platform-sql';
import { env } from '@/lib/env';
import { AppError, notFound } from '@/lib/errors';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { requestOperation } from '@/lib/operations/request-operation';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { CancelMove, OnTenant, RequestMove, Target } from './schema';

/**
 * Asks for a move of the tenant's data; returns the operation's id. `conflict` when it is there already,
 * when one runs, or when the place is not set up here.
 */
export async function requestMove(
  ctx: PlatformContext,
  { tenantId, target, reason }: RequestMove,
): Promise<string> {
  authorizePlatform(ctx, 'placement:edit');
  const now = await readPlace(ctx, tenantId);
  if (
    now.database_tier === target.databaseTier &&
    now.vector_store === target.vectorStore &&
    now.vector_tier === target.vectorTier
  )
    throw new AppError('conflict', 'The data is there already.');
  assertSetUp(target, now.endpoint_host !== null);
  return requestOperation(ctx, { tenantId, kind: 'move', reason, detail: { target } });
}

/** Asks to remove what the last move kept as the way back. `conflict` when nothing is kept. */
export async function requestRelease(
  ctx: PlatformContext,
  { tenantId, reason }: OnTenant,
): Promise<string> {
  authorizePlatform(ctx, 'placement:edit');
  const now = await readPlace(ctx, tenantId);
  if (now.building_state === null) throw new AppError('conflict', 'Nothing is kept.');
  return requestOperation(ctx, { tenantId, kind: 'move', reason, detail: { release: true } });
}

/** Ends a move that waits or runs: its data stays where it was. */
export async function cancelMove(ctx: PlatformContext, input: CancelMove): Promise<void> {
  authorizePlatform(ctx, 'placement:edit');
  const { tenantId, operationId: id, reason } = input;
  await cancelOperation(ctx, { tenantId, id, reason });
}

interface Place {
  database_tier: string;
  vector_store: string;
  vector_tier: string;
  building_state: string | null;
  endpoint_host: string | null;
}

async function readPlace(ctx: PlatformContext, tenantId: string): Promise<Place> {
  const why = { action: 'placement.view', reason: 'Asked for a move', tenantId, fold: '5 minutes' };
  const [row] = await withPlatform(ctx, why, (sql) =>
    sql<Place>(
      `select database_tier, vector_store, vector_tier, building_state, endpoint_host
       from tenant_placement where tenant_id = $1`,
      [tenantId],
    ),
  );
  if (!row) throw notFound();
  return row;
}

function assertSetUp({ vectorStore, vectorTier }: Target, ownCluster: boolean): void {
  if (vectorTier === 'dedicated') {
    if (!ownCluster) throw new AppError('conflict', 'Set its vector cluster first.');
    return;
  }
  if (vectorStore === 'qdrant' && !env.QDRANT_URL)
    throw new AppError('conflict', 'This installation has no Qdrant: QDRANT_URL is not set.');
  if (vectorStore === 'pgvector' && !env.PGVECTOR_URL)
    throw new AppError('conflict', 'This installation has no pgvector: PGVECTOR_URL is not set.');
}
