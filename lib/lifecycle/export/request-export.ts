import { requestOperation, requestOwnOperation } from '@/lib/operations/request-operation';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';

/** Asks for an archive of everything, for an owner. Returns the operation's id, which is the archive's. */
export async function requestOwnExport(ctx: TenantContext): Promise<string> {
  authorize(ctx, 'data:export');
  return requestOwnOperation(ctx, { kind: 'export', reason: 'Asked for by an owner' });
}

/** The same by an operator, who sees how far it is and never what is in it. */
export async function requestExport(
  ctx: PlatformContext,
  request: { tenantId: string; reason: string },
): Promise<string> {
  authorizePlatform(ctx, 'tenants:export');
  return requestOperation(ctx, { ...request, kind: 'export' });
}
