import { editPolicy, readLatest } from '@/lib/console/edit-policy';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import { overtaken } from './propose-change';
import type { Proposed, RollBack } from './schema';

/** A new version with the content of an earlier one; the tenant's own parts stay as they are. As any change, it has its bounds. */
export async function rollBack(ctx: PlatformContext, input: RollBack): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { tenantId, version, basedOn, reason } = input;
  const why = { action: 'policy.view', reason: 'Read a version to come back to it', tenantId };
  const policy = await withPlatform(ctx, why, async (sql) => {
    if ((await readLatest(sql, tenantId)).version !== basedOn) throw overtaken();
    const [row] = await sql<{ manifest: unknown }>(
      'select manifest from policy_version where tenant_id = $1 and version = $2',
      [tenantId, version],
    );
    if (!row) throw notFound();
    return policySchema.parse(row.manifest);
  });
  return editPolicy(ctx, { tenantId, basedOn, policy, reason });
}
