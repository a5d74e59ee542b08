import { tenantObjects } from '@/lib/objects/tenant-objects';
import { removeFromIndex } from '@/lib/retrieval/index-chunks';
import type { TenantContext } from '@/lib/tenancy/context';

/** Removes what an unfinished ingestion wrote. Chunks come with the last step, so there are none. */
export async function discardIngested(ctx: TenantContext, documentId: string): Promise<void> {
  await removeFromIndex(ctx, documentId);
  await tenantObjects(ctx).remove('text', documentId);
}
