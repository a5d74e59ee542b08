import { z } from 'zod';
import { recordAudit } from '@/lib/audit/record';
import { holdPlacement } from '@/lib/db/hold-placement';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import type { Operation } from '@/lib/operations/operation';
import { ResumeLater } from '@/lib/operations/resume-later';
import type { TenantContext } from '@/lib/tenancy/context';
import {
  DATABASE_TIERS,
  type Placement,
  VECTOR_STORES,
  VECTOR_TIERS,
} from '@/lib/tenancy/placement';
import { moveVectors } from './move-vectors';
import { discardOwnSchema, leaveOwnSchema, moveToOwnSchema } from './own-schema';
import { moveDetailSchema, type Target } from './schema';
import {
  abandonSuccession,
  currentGeneration,
  endSecondGeneration,
  samePlace,
} from './vector-succession';

/** A context minted before the switch reads the old place for a minute at most; a long read may follow. */
const GRACE_SECONDS = 120;
/** The runner tries no more often. */
const LAST_ATTEMPT = 5;

/** Where a move began, noted by its first attempt. */
const originSchema = z.object({
  databaseTier: z.enum(DATABASE_TIERS),
  store: z.enum(VECTOR_STORES),
  tier: z.enum(VECTOR_TIERS),
  generation: z.int(),
});
type Origin = z.infer<typeof originSchema>;

/**
 * The operation `move`: takes a tenant's data to another placement while it is used, or ends the way
 * back of an earlier move. What an attempt finished stays when it crashes; a move that is cancelled or
 * fails goes back to where it began and leaves nothing behind.
 */
export async function movePlacement(
  operation: Operation,
  graceSeconds = GRACE_SECONDS,
): Promise<void> {
  const asked = moveDetailSchema.safeParse(operation.detail);
  if (!asked.success) throw new AppError('invalid_input', 'There is no such placement.');
  if ('release' in asked.data) return release(operation, graceSeconds);
  const noted = originSchema.safeParse(operation.detail.origin);
  const origin = noted.success ? noted.data : originOf(await placementNow(operation.ctx));
  try {
    await operation.note({ origin });
    await moveTo(operation, asked.data.target);
  } catch (error) {
    if (await isLast(operation, error)) await goBack(operation, origin);
    throw error;
  }
}

async function moveTo(operation: Operation, target: Target): Promise<void> {
  const before = await placementNow(operation.ctx);
  const place = { store: target.vectorStore, tier: target.vectorTier };
  if (!samePlace(currentGeneration(before), place))
    await operation.note({ vectors: await moveVectors(operation, place) });
  if (before.databaseTier === target.databaseTier) return;
  const moveRows = target.databaseTier === 'schema' ? moveToOwnSchema : leaveOwnSchema;
  await operation.note({ rows: await moveRows(operation) });
}

/** Removes what was kept as the way back, once no context can read it any more. */
async function release(operation: Operation, graceSeconds: number): Promise<void> {
  const { ctx } = operation;
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ age: number }>(
      'select extract(epoch from clock_timestamp() - changed_at)::float as age from tenant_placement where tenant_id = :tenant',
    ),
  );
  const left = graceSeconds - (row?.age ?? 0);
  if (left > 0) {
    await operation.progress('the old place is kept for a while', 0, 1);
    throw new ResumeLater(Math.min(left, graceSeconds));
  }
  const { building } = await placementNow(ctx);
  await endSecondGeneration(ctx);
  if (!building) return;
  const { store, tier, generation } = building;
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'placement.release',
      objectKind: 'operation',
      objectId: operation.id,
      detail: { store, tier, generation },
    }),
  );
}

/** Whether no later attempt will go on with what this one began. */
async function isLast({ ctx, id, attempts }: Operation, error: unknown): Promise<boolean> {
  const code = isAppError(error) ? error.code : undefined;
  if (code !== 'cancelled')
    return attempts >= LAST_ATTEMPT || (code !== undefined && code !== 'store_unavailable');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ state: string }>(
      'select state from tenant_operation where tenant_id = :tenant and id = $1',
      [id],
    ),
  ).catch(() => []);
  return rows[0]?.state === 'cancelled';
}

/** What cannot be removed now is removed by the tenant's next move. */
async function goBack({ ctx, id }: Operation, origin: Origin): Promise<void> {
  const attempt = async (what: string, work: () => Promise<void>) =>
    work().catch((error: Error) =>
      log.error(
        { operation: id, tenant: ctx.tenantId, what, err: error.message },
        'a move left something',
      ),
    );
  await attempt('vectors', () => abandonSuccession(ctx, origin));
  if (origin.databaseTier === 'shared') await attempt('schema', () => discardOwnSchema(ctx));
}

function originOf(placement: Placement): Origin {
  return { databaseTier: placement.databaseTier, ...currentGeneration(placement) };
}

/** The context's own may be a minute old. */
function placementNow(ctx: TenantContext): Promise<Placement> {
  return holdPlacement(ctx, 'shared', async (placement) => placement);
}
