import { now } from '@/lib/clock';
import { holdPlacement } from '@/lib/db/hold-placement';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Placement, VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';

/** The generation that answers come from and the one in another place that is to follow it. */
export interface Succession {
  from: VectorGeneration;
  to: VectorGeneration;
}

type Place = Pick<VectorGeneration, 'store' | 'tier'>;

export function currentGeneration(placement: Placement): VectorGeneration {
  return {
    store: placement.vectorStore,
    tier: placement.vectorTier,
    generation: placement.vectorGeneration,
  };
}

export function samePlace(a: Place, b: Place): boolean {
  return a.store === b.store && a.tier === b.tier;
}

/**
 * From its return on, every write goes to the new place too. A generation that lies there already is gone
 * on with: one that an earlier attempt began, or the one that was kept as the way back, which missed no
 * write. One in any other place is removed.
 */
export function beginSuccession(ctx: TenantContext, place: Place): Promise<Succession> {
  return holdPlacement(ctx, 'exclusive', async (placement) => {
    const from = currentGeneration(placement);
    const { building } = placement;
    if (building && samePlace(building, place)) return { from, to: building };
    if (building) await (await tenantVectorGeneration(ctx, building)).drop();
    const [row] = await changePlacement<{ last_generation: number }>(
      ctx,
      `building_store = $2, building_tier = $3, building_state = 'building',
       building_generation = last_generation + 1, last_generation = last_generation + 1`,
      [place.store, place.tier],
    );
    return { from, to: { ...place, generation: row?.last_generation ?? 0 } };
  });
}

/**
 * Makes the new generation the one that answers come from and keeps the old one, which goes on taking
 * every write. `verified` looks at both while nothing can be written; false puts the switch off.
 */
export function switchSuccession(
  ctx: TenantContext,
  { from, to }: Succession,
  verified: () => Promise<boolean>,
): Promise<boolean> {
  return holdPlacement(ctx, 'exclusive', async (placement) => {
    if (placement.vectorGeneration === to.generation) return true;
    if (placement.building?.generation !== to.generation)
      throw new AppError('conflict', 'The placement changed meanwhile.');
    if (!(await verified())) return false;
    // Before the placement names it: whoever reads the new one must find it.
    await (await tenantVectorGeneration(ctx, to)).publish();
    await changePlacement(
      ctx,
      `vector_store = $2, vector_tier = $3, vector_generation = $4, building_store = $5, building_tier = $6,
       building_generation = $7, building_state = 'kept'`,
      [to.store, to.tier, to.generation, from.store, from.tier, from.generation],
    );
    return true;
  });
}

/** Ends the second generation, if there is one, and removes it. Nothing takes its writes any more. */
export async function endSecondGeneration(ctx: TenantContext): Promise<void> {
  await holdPlacement(ctx, 'exclusive', async ({ building }) => {
    if (!building) return;
    await changePlacement(ctx, NO_SECOND, []);
    await (await tenantVectorGeneration(ctx, building)).drop();
  });
}

/**
 * Back to where a move began: answers come from that generation again and the other one is gone. One
 * statement, which is all that the policy leaves to an operation that was cancelled.
 */
export async function abandonSuccession(ctx: TenantContext, from: VectorGeneration): Promise<void> {
  await holdPlacement(ctx, 'exclusive', async (placement) => {
    const current = currentGeneration(placement);
    const begun = current.generation === from.generation ? placement.building : current;
    if (!begun) return;
    await (await tenantVectorGeneration(ctx, from)).publish();
    await changePlacement(
      ctx,
      `vector_store = $2, vector_tier = $3, vector_generation = $4, ${NO_SECOND}`,
      [from.store, from.tier, from.generation],
    );
    await (await tenantVectorGeneration(ctx, begun)).drop();
  });
}

export const NO_SECOND =
  'building_store = null, building_tier = null, building_generation = null, building_state = null';

/** For an operation that runs, under its own context. `$1` is the time; the given parameters follow. */
export async function changePlacement<Row extends object>(
  ctx: TenantContext,
  set: string,
  params: unknown[],
): Promise<Row[]> {
  return withTenantSql(ctx, async (sql) => {
    const rows = await sql<Row>(
      `update tenant_placement set ${set}, changed_at = $1 where tenant_id = :tenant returning tenant_id, last_generation`,
      [now(), ...params],
    );
    // The policy lets nobody through but the operation that runs.
    if (rows.length === 0)
      throw new AppError('cancelled', 'The operation is not running any more.');
    return rows;
  });
}
