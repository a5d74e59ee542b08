import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { requestOperation } from '@/lib/operations/request-operation';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { CancelMove, OnTenant } from './schema';

/**
 * Asks to remove what the last move kept as the way back: the data stays where it is, so one operator may. `conflict` when nothing
 * is kept.
 */
export async function requestRelease(
  ctx: PlatformContext,
  { tenantId, reason }: OnTenant,
): Promise<string> {
  authorizePlatform(ctx, 'placement:edit');
  const why = { action: 'placement.view', reason: 'Asked for a move', tenantId, fold: '5 minutes' };
  const [row] = await withPlatform(ctx, why, (sql) =>
    sql<{ building_state: string | null }>(
      'select building_state from tenant_placement where tenant_id = $1',
      [tenantId],
    ),
  );
  if (!row) throw notFound();
  if (row.building_state === null) throw new AppError('conflict', 'Nothing is kept.');
  return requestOperation(ctx, { tenantId, kind: 'move', reason, detail: { release: true } });
}

/** Ends a move that waits or runs: its data stays where it was. */
export async function cancelMove(ctx: PlatformContext, input: CancelMove): Promise<void> {
  authorizePlatform(ctx, 'placement:edit');
  const { tenantId, operationId: id, reason } = input;
  await cancelOperation(ctx, { tenantId, id, reason });
}
