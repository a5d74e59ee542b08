import { holdPlacement } from '@/lib/db/hold-placement';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import {
  changePlacement,
  currentGeneration,
  NO_SECOND,
  type Succession,
  samePlace,
} from '@/lib/placement/vector-succession';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';

export interface Renewal extends Succession {
  /** Whether answers come from the new one already. */
  switched: boolean;
}

/**
 * From its return on, every write goes to the new generation too. `resumed` is the number that an earlier
 * attempt noted; what another attempt left behind without an owner is removed. `conflict` while a move is
 * under way or its way back is kept.
 */
export function beginGeneration(ctx: TenantContext, resumed: number | undefined): Promise<Renewal> {
  return holdPlacement(ctx, 'exclusive', async (placement) => {
    const from = currentGeneration(placement);
    const { building } = placement;
    if (building && building.generation === resumed)
      return { from, to: { ...from, generation: resumed }, switched: false };
    if (building && from.generation === resumed)
      return { from: { ...from, generation: building.generation }, to: from, switched: true };
    if (building && !samePlace(building, from))
      throw new AppError('conflict', 'A move of this workspace is under way or can still go back.');
    const last = await sweep(ctx, from);
    const to = { ...from, generation: last + 1 };
    await changePlacement(
      ctx,
      `building_store = vector_store, building_tier = vector_tier, building_state = 'building',
       building_generation = $2, last_generation = $2`,
      [to.generation],
    );
    return { from, to, switched: false };
  });
}

/** Ends the second generation, whichever of the two is not the current one, and removes it. */
export async function endGeneration(ctx: TenantContext, ended: VectorGeneration): Promise<void> {
  await holdPlacement(ctx, 'exclusive', async (placement) => {
    if (placement.vectorGeneration === ended.generation) return;
    if (placement.building?.generation === ended.generation)
      await changePlacement(ctx, NO_SECOND, []);
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
