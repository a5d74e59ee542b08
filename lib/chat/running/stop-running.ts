import { notFound } from '@/lib/errors';
import { tenantStreams } from '@/lib/kv/tenant-streams';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Stops one of the person's own running answers, on whichever process it runs; what came so far is kept and charged, and
 * its last event says so. Throws `not_found` when there is no such answer.
 */
export async function stopRunning(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'chat:ask');
  if (!(await tenantStreams(ctx).stop(id))) throw notFound();
}
