import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { takeOverPause } from '@/lib/containment/end-containment';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ChangeState } from './schema';

/**
 * Suspends or resumes a tenant: its people's contexts are refused from the next verification on.
 * `conflict` when it is in no state to be.
 */
export async function changeTenantState(ctx: PlatformContext, change: ChangeState): Promise<void> {
  authorizePlatform(ctx, 'tenants:suspend');
  const { tenantId, to, reason } = change;
  const action = to === 'suspended' ? 'tenant.suspend' : 'tenant.resume';
  await withPlatform(ctx, { action, reason, tenantId }, async (sql) => {
    // What a rule paused is the operator's from here on: it no longer ends by itself.
    const isTakenOver = await takeOverPause(ctx, sql, tenantId, reason);
    const changed = await sql(
      'update tenant set state = $2 where id = $1 and state = $3 returning id',
      [tenantId, to, to === 'suspended' ? 'active' : 'suspended'],
    );
    if (changed.length === 0 && !(isTakenOver && to === 'suspended'))
      throw new AppError('conflict', 'The tenant’s state was changed meanwhile. Reload to see it.');
    await recordOperatorChange(ctx, sql, { tenantId, action, objectKind: 'tenant' });
  });
}
