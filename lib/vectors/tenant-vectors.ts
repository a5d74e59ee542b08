import { holdPlacement } from '@/lib/db/hold-placement';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import type { Placement, VectorGeneration, VectorStoreName } from '@/lib/tenancy/placement';
import { boundedBackend } from './bounded-backend';
import { guardedSpace } from './guarded-space';
import { lanceBackend } from './lance/lance-backend';
import { pgvectorBackend } from './pgvector/pgvector-backend';
import { qdrantBackend } from './qdrant/qdrant-backend';
import type { VectorBackend, VectorEndpoint } from './vector-backend';
import { vectorSpace } from './vector-space';
import type { TenantVectorGeneration, TenantVectors } from './vector-store';

const BACKENDS: Record<VectorStoreName, VectorBackend> = {
  lancedb: lanceBackend,
  qdrant: qdrantBackend,
  pgvector: pgvectorBackend,
};

/**
 * The context's own vectors, wherever its placement says they are. Reads go to the generation that the
 * context was minted with, at most a minute ago; each write asks where the vectors are by now and goes to
 * the current generation and to a second one that is being built or kept, so that neither misses one.
 */
export function tenantVectors(ctx: TenantContext): TenantVectors {
  assertTenantContext(ctx);
  const current = () => generationOf(ctx, currentGeneration(ctx.placement), true);
  const write = (change: (generation: TenantVectors) => Promise<void>) =>
    holdPlacement(ctx, 'shared', async (placement) => {
      await change(await generationOf(ctx, currentGeneration(placement), true));
      if (placement.building) await change(await generationOf(ctx, placement.building, false));
    });
  return {
    upsert: (rows) => write((generation) => generation.upsert(rows)),
    search: async (vector, options) => (await current()).search(vector, options),
    removeDocument: (documentId) => write((generation) => generation.removeDocument(documentId)),
    moveDocument: (documentId, folderId) =>
      write((generation) => generation.moveDocument(documentId, folderId)),
    count: async () => (await current()).count(),
    drop: () => holdPlacement(ctx, 'exclusive', (placement) => dropAll(ctx, placement)),
  };
}

/**
 * One generation alone, for whoever builds, copies or compares it. Its writes go nowhere else and hold
 * no placement.
 * @param endpoint another address than the tenant's own cluster or the installation's
 */
export async function tenantVectorGeneration(
  ctx: TenantContext,
  generation: VectorGeneration,
  endpoint?: VectorEndpoint,
): Promise<TenantVectorGeneration> {
  assertTenantContext(ctx);
  return generationOf(ctx, generation, false, endpoint);
}

async function generationOf(
  ctx: TenantContext,
  generation: VectorGeneration,
  current: boolean,
  endpoint?: VectorEndpoint,
): Promise<TenantVectorGeneration> {
  const space = await vectorSpace(ctx, generation, current, endpoint);
  const { store } = generation;
  const place = space.endpoint ? `${store} at ${new URL(space.endpoint.url).host}` : store;
  return guardedSpace(ctx, boundedBackend(BACKENDS[store], place), space);
}

function currentGeneration(placement: Placement): VectorGeneration {
  return {
    store: placement.vectorStore,
    tier: placement.vectorTier,
    generation: placement.vectorGeneration,
  };
}

/** Earlier numbers too: a crash may have left one behind. */
async function dropAll(ctx: TenantContext, placement: Placement): Promise<void> {
  const known = [currentGeneration(placement), ...(placement.building ? [placement.building] : [])];
  const last = Math.max(...known.map((each) => each.generation));
  for (const place of known) {
    for (let generation = 1; generation <= last; generation++) {
      await (await generationOf(ctx, { ...place, generation }, false)).drop();
    }
  }
}
