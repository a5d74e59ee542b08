import { journalErasure } from '@/lib/lifecycle/journal-erasure';
import { log } from '@/lib/log';
import type { Operation } from '@/lib/operations/operation';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorGeneration } from '@/lib/tenancy/placement';
import { eraseStores } from './erase-stores';
import { beginErasure, erasureProof } from './erasure-rows';

/**
 * Erases a tenant for good. The journal says so before anything goes, so that no copy from before can bring
 * it back; stores that an earlier attempt emptied are not opened again.
 */
export async function eraseTenant(operation: Operation): Promise<void> {
  const { ctx, signal } = operation;
  const begun = await beginErasure(ctx);
  const entry = await journalErasure(ctx, {
    kind: 'tenant',
    tenantId: ctx.tenantId,
    subjectId: ctx.tenantId,
    operationId: operation.id,
    requestedBy: begun.requestedBy,
    requestedAt: begun.requestedAt,
    vectors: vectorPlaces(ctx),
    proof: await erasureProof(ctx),
  });
  const emptied = emptiedOf(operation.detail);
  await eraseStores(ctx, entry, {
    emptied,
    progress: async (step, done, total) => {
      signal.throwIfAborted();
      await operation.progress(step, done, total);
    },
    onEmptied: async (store) => {
      emptied.push(store);
      await operation.note({ emptied });
    },
  });
  log.info({ tenant: ctx.tenantId, operation: operation.id }, 'a tenant was erased');
}

function vectorPlaces({ placement }: TenantContext): VectorGeneration[] {
  const {
    vectorStore: store,
    vectorTier: tier,
    vectorGeneration: generation,
    building,
  } = placement;
  const places = [{ store, tier, generation }, ...(building ? [building] : [])];
  const last = Math.max(...places.map((place) => place.generation));
  return places.map((place) => ({ store: place.store, tier: place.tier, generation: last }));
}

function emptiedOf(detail: Record<string, unknown>): string[] {
  return Array.isArray(detail.emptied)
    ? detail.emptied.filter((store): store is string => typeof store === 'string')
    : [];
}
