import { AppError } from '@/lib/errors';
import { markErased } from '@/lib/keys/erased-tenants';
import { openNamespaces } from '@/lib/keys/namespace-name';
import { destroyTenantKeys, hasTenantKeys, tenantKeyFileNames } from '@/lib/keys/tenant-key-files';
import { log } from '@/lib/log';
import { countObjects, eraseObjects } from '@/lib/objects/erase-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { erasureAgain } from '@/lib/tenancy/verify-lifecycle';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import { eraseStores } from './erase/erase-stores';
import { eraseMembersAgain } from './erase-members-again';
import { type JournalEntry, readJournal } from './erasure-journal';

export interface Replayed {
  /** Ids of tenants of which some store had something again. */
  tenants: string[];
  /** How many people a restored database had again. */
  members: number;
}

/**
 * Before the product serves, and after any store was restored: erases again whatever the journal says was
 * erased and a copy from before has brought back, in every store. Throws `store_unavailable` when that
 * cannot be done, and then nothing may serve. Again, it finds nothing.
 */
export async function replayErasures(read = readJournal): Promise<Replayed> {
  const replayed: Replayed = { tenants: [], members: 0 };
  try {
    await openNamespaces();
    for (const entry of read()) {
      if (entry.kind === 'tenant' && (await eraseAgain(entry)))
        replayed.tenants.push(entry.tenantId);
    }
    replayed.members = await eraseMembersAgain();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'store_unavailable',
      `What was erased may be back from a restored copy, and it could not be erased again: ${why} The product does not serve before that.`,
      { cause },
    );
  }
  if (replayed.tenants.length > 0 || replayed.members > 0)
    log.warn({ ...replayed }, 'a restored copy had what was erased; it was erased again');
  return replayed;
}

async function eraseAgain(entry: JournalEntry): Promise<boolean> {
  const { ctx, present } = await erasureAgain(entry);
  markErased(entry.tenantId);
  if (present) {
    // A cluster of its own can be reached with the tenant's keys alone, and no copy of ours holds it.
    const unreachable =
      ctx.placement.vectorTier === 'dedicated' && !(await hasTenantKeys(entry.tenantId));
    await eraseStores(ctx, entry, {
      emptied: unreachable ? ['vectors'] : [],
      progress: async () => {},
      onEmptied: async () => {},
    });
  }
  return (await eraseLeft(ctx, entry)) || present;
}

/** What stores other than the database have; whether that was anything. */
async function eraseLeft(ctx: TenantContext, entry: JournalEntry): Promise<boolean> {
  let vectors = 0;
  for (const place of entry.vectors ?? []) {
    if (place.tier === 'dedicated') continue;
    for (let generation = 1; generation <= place.generation; generation++) {
      const found = await tenantVectorGeneration(ctx, { ...place, generation });
      vectors += await found.count();
      await found.drop();
    }
  }
  const { files } = await countObjects(ctx);
  if (files > 0) await eraseObjects(ctx);
  const keys = tenantKeyFileNames(entry.tenantId).length;
  if (keys > 0) await destroyTenantKeys(entry.tenantId);
  return vectors + files + keys > 0;
}
