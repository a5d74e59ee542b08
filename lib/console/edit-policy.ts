import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { patchOf } from '@/lib/policies/patch-of';
import { governing, overtaken, proposeChange } from '@/lib/policies/propose-change';
import type { Proposed } from '@/lib/policies/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import type { EditPolicy } from './policy/schema';

/**
 * Proposes a policy of one tenant: within the bounds it is a new version that the tenant's next request obeys, beyond them it
 * waits for a second operator, and with a time it begins then. `conflict` when another version came after the one the
 * operator looked at, or when nothing would change.
 */
export async function editPolicy(ctx: PlatformContext, edit: EditPolicy): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { tenantId, basedOn, policy, reason, startsAt = null, endsAt = null } = edit;
  const id = newId();
  const detail = { basedOn, change: id, startsAt, endsAt };
  const why = { action: 'policy.edit', reason, tenantId, detail };
  return governing(ctx, why, async (sql) => {
    const latest = await readLatest(sql, tenantId);
    if (latest.version !== basedOn) throw overtaken();
    // The tenant's own parts are the tenant's to change.
    const { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength } = latest.policy;
    const own = { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength };
    const next = { ...policy, ...own };
    await assertMembers(sql, tenantId, next);
    const patch = patchOf(latest.policy, next);
    if (Object.keys(patch).length === 0)
      throw new AppError('conflict', 'Nothing differs from the policy in force.');
    const targets = [{ tenantId, stage: 1 }];
    return proposeChange(sql, {
      ...{ id, kind: 'tenants', targets, basedOn, patch, reason, startsAt, endsAt },
    });
  });
}

/** The newest version of a tenant. Throws `not_found`. */
export async function readLatest(
  sql: PlatformSql,
  tenantId: string,
): Promise<{ version: number; policy: Policy }> {
  const [latest] = await sql<{ version: number; manifest: unknown }>(
    'select version, manifest from policy_version where tenant_id = $1 order by version desc limit 1',
    [tenantId],
  );
  if (!latest) throw notFound();
  return { version: latest.version, policy: policySchema.parse(latest.manifest) };
}

/** A budget of one person is of one who is there: a slip of the pen would limit nobody. */
async function assertMembers(sql: PlatformSql, tenantId: string, policy: Policy): Promise<void> {
  const named = policy.budgets.flatMap(({ scope, subject }) =>
    scope === 'user' && subject !== null ? [subject] : [],
  );
  const found = await sql(
    'select from membership where tenant_id = $1 and user_id = any ($2::uuid[])',
    [tenantId, named],
  );
  if (found.length < new Set(named).size)
    throw new AppError('invalid_input', 'A budget names somebody who is not in the workspace.');
}
