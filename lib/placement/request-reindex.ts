import { requestOperation } from '@/lib/operations/request-operation';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { OnTenant } from './schema';

/** Asks for the tenant's vectors to be built anew beside those in use. `conflict` while that runs. */
export async function requestReindex(
  ctx: PlatformContext,
  { tenantId, reason }: OnTenant,
): Promise<string> {
  authorizePlatform(ctx, 'placement:edit');
  return requestOperation(ctx, { tenantId, kind: 'reindex', reason });
}
