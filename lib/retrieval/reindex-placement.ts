import { now } from '@/lib/clock';
import { holdPlacement } from '@/lib/db/hold-placement';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Placement, VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';

/** The generation that answers come from and the one to come. */
export interface Succession {
  from: VectorGeneration;
  to: VectorGeneration;
  /** Whether answers come from the new one already. */
  switched: boolean;
}

/**
 * From its return on, every write goes to the new generation too. `resumed` is the number that an earlier
 * attempt noted; what another attempt left behind without an owner is removed. `conflict` while a move is
 * under way or its way back is kept.
 */
export function beginGeneration(
  ctx: TenantContext,
  resumed: number | undefined,
): Promise<Succession> {
  return holdPlacement(ctx, 'exclusive', async (placement) => {
    const from = currentOf(placement);
    const { building } = placement;
    if (building && building.generation === resumed)
      return { from, to: { ...from, generation: resumed }, switched: false };
    if (building && from.generation === resumed)
      return { from: { ...from, generation: building.generation }, to: from, switched: true };
    if (building && (building.store !== from.store || building.tier !== from.tier))
      throw new AppError('conflict', 'A move of this workspace is under way or can still go back.');
    const last = await sweep(ctx, from);
    const to = { ...from, generation: last + 1 };
    await update(
      ctx,
      `building_store = vector_store, building_tier = vector_tier, building_state = 'building',
       building_generation = $2, last_generation = $2`,
      [to.generation],
    );
    return { from, to, switched: false };
  });
}

/**
 * Makes the new generation the one that answers come from; the old one still takes every write. Can be
 * repeated: an alias that a crash left behind follows then.
 */
export async function switchGeneration(ctx: TenantContext, { from, to }: Succession) {
  await holdPlacement(ctx, 'exclusive', async (placement) => {
    if (placement.vectorGeneration !== to.generation) {
      if (placement.building?.generation !== to.generation)
        throw new AppError('conflict', 'The placement changed meanwhile.');
      await update(
        ctx,
        `vector_generation = $2, building_generation = $3, building_state = 'kept'`,
        [to.generation, from.generation],
      );
    }
    await (await tenantVectorGeneration(ctx, to)).publish();
  });
}

/** Ends the second generation, whichever of the two is not the current one, and removes it. */
export async function endGeneration(ctx: TenantContext, ended: VectorGeneration): Promise<void> {
  await holdPlacement(ctx, 'exclusive', async (placement) => {
    if (placement.vectorGeneration === ended.generation) return;
    if (placement.building?.generation === ended.generation) await clear(ctx);
    await (await tenantVectorGeneration(ctx, ended)).drop();
  });
}

/** Removes what lies in the place of the current generation under any other number. Returns the last number. */
async function sweep(ctx: TenantContext, current: VectorGeneration): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; last_generation: number }>(
      'select tenant_id, last_generation from tenant_placement where tenant_id = :tenant',
    ),
  );
  const last = row?.last_generation ?? current.generation;
  for (let generation = 1; generation <= last; generation++) {
    if (generation === current.generation) continue;
    await (await tenantVectorGeneration(ctx, { ...current, generation })).drop();
  }
  return last;
}

function clear(ctx: TenantContext): Promise<void> {
  return update(
    ctx,
    'building_store = null, building_tier = null, building_generation = null, building_state = null',
    [],
  );
}

async function update(ctx: TenantContext, set: string, params: unknown[]): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      `update tenant_placement set ${set}, changed_at = $1 where tenant_id = :tenant returning tenant_id`,
      [now(), ...params],
    );
    // The policy lets nobody through but the running operation.
    if (rows.length === 0)
      throw new AppError('cancelled', 'The operation is not running any more.');
  });
}

function currentOf(placement: Placement): VectorGeneration {
  return {
    store: placement.vectorStore,
    tier: placement.vectorTier,
    generation: placement.vectorGeneration,
  };
}
