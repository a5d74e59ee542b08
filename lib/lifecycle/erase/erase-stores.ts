import { markErased } from '@/lib/keys/erased-tenants';
import { destroyTenantKeys, tenantKeyFileNames } from '@/lib/keys/tenant-key-files';
import type { JournalEntry } from '@/lib/lifecycle/erasure-journal';
import { countObjects, eraseObjects } from '@/lib/objects/erase-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgetTenant } from '@/lib/tenant-caches';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { eraseRows, finishErasure, noteErased } from './erasure-rows';
import { keepBills } from './keep-bills';
import type { SignedReceipt } from './schema';
import { signReceipt } from './sign-receipt';
import { stopWork } from './stop-work';

export interface EraseWatch {
  /** Stores that an earlier attempt has emptied. */
  emptied: readonly string[];
  progress(step: string, done: number, total: number): Promise<void>;
  /** Said after a store is empty. */
  onEmptied(store: string): Promise<void>;
}

const STEPS = 8;

/**
 * Empties every store of a tenant in the state `erasing`: first the mark past which no gateway writes, then
 * what is under way, vectors, objects, rows, caches, the keys, and last the tenant itself with the
 * receipt in one transaction. Each step may be done again after a crash at any point.
 */
export async function eraseStores(
  ctx: TenantContext,
  entry: JournalEntry,
  watch: EraseWatch,
): Promise<SignedReceipt> {
  markErased(ctx.tenantId);
  let step = 0;
  const empty = async (store: string, work: () => Promise<void>) => {
    await watch.progress(store, step++, STEPS);
    if (watch.emptied.includes(store)) return;
    await work();
    await watch.onEmptied(store);
  };
  await empty('work', async () => noteErased(ctx, 'work', await stopWork(ctx)));
  await empty('bills', () => keepBills(ctx, new Date(entry.at)));
  await empty('vectors', async () => {
    const vectors = tenantVectors(ctx);
    await noteErased(ctx, 'vectors', { vectors: await vectors.count() });
    await vectors.drop();
  });
  await empty('objects', async () => {
    const { files, bytes, kinds } = await countObjects(ctx);
    await noteErased(ctx, 'objects', { ...kinds, files, bytes });
    await eraseObjects(ctx);
  });
  await empty('rows', () =>
    eraseRows(ctx, (done, total) =>
      watch.progress(`rows, table ${done + 1} of ${total}`, step, STEPS),
    ),
  );
  await empty('keys', async () => {
    await noteErased(ctx, 'keys', { files: tenantKeyFileNames(ctx.tenantId).length });
    await destroyTenantKeys(ctx.tenantId);
  });
  await empty('caches', async () => noteErased(ctx, 'caches', forgetTenant(ctx.tenantId)));
  await watch.progress('receipt', step, STEPS);
  return finishErasure(ctx, ({ slug, kept, removed, ...finished }) =>
    signReceipt({
      format: 'tenantry-erasure-1',
      tenant: { id: ctx.tenantId, slug },
      operation: entry.operationId,
      ...finished,
      removed,
      kept,
      journalEntry: entry.hash,
    }),
  );
}
