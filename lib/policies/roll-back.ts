import { editPolicy } from '@/lib/console/edit-policy';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { editPlan } from './edit-plan';
import { governedParts } from './manifest/write-manifest';
import type { Proposed, RollBack, Versioned } from './schema';

/**
 * A new version with the content of an earlier one, of a tenant's policy or of a plan; the tenant's own parts stay as they are.
 * As any change, it has its bounds, and is a `conflict` when another version came after the one that was looked at.
 */
export async function rollBack(ctx: PlatformContext, input: RollBack): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { whose, version, basedOn, reason } = input;
  const policy = await readVersion(ctx, whose, version);
  if (whose.of === 'tenant')
    return editPolicy(ctx, { tenantId: whose.tenantId, basedOn, policy, reason });
  return editPlan(ctx, { plan: whose.plan, basedOn, patch: governedParts(policy), reason });
}

/** Throws `not_found`. */
async function readVersion(
  ctx: PlatformContext,
  whose: Versioned,
  version: number,
): Promise<Policy> {
  const why = { action: 'policy.view', reason: 'Read a version to come back to it' };
  const [row] =
    whose.of === 'tenant'
      ? await withPlatform(ctx, { ...why, tenantId: whose.tenantId }, (sql) =>
          sql<{ manifest: unknown }>(
            'select manifest from policy_version where tenant_id = $1 and version = $2',
            [whose.tenantId, version],
          ),
        )
      : await withPlatform(ctx, { ...why, detail: { plan: whose.plan } }, (sql) =>
          sql<{ manifest: unknown }>(
            'select manifest from plan_version where plan = $1 and version = $2',
            [whose.plan, version],
          ),
        );
  if (!row) throw notFound();
  return policySchema.parse(row.manifest);
}
