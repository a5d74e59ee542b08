import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { diffPolicies, type EditPolicy } from './policy/schema';

/**
 * Appends a policy version, which the tenant's next request obeys, and its two audit entries, all in one
 * transaction. `conflict` when another version came after the one the operator looked at, or when
 * nothing would change. Returns the new version's number.
 */
export async function editPolicy(ctx: PlatformContext, edit: EditPolicy): Promise<number> {
  authorizePlatform(ctx, 'policies:edit');
  const { tenantId, basedOn, policy, reason } = edit;
  const why = { action: 'policy.edit', reason, tenantId, detail: { basedOn } };
  return withPlatform(ctx, why, async (sql) => {
    const [latest] = await sql<{ version: number; manifest: unknown }>(
      'select version, manifest from policy_version where tenant_id = $1 order by version desc limit 1',
      [tenantId],
    );
    if (!latest) throw notFound();
    if (latest.version !== basedOn) throw overtaken(latest.version);
    const before = policySchema.parse(latest.manifest);
    // The tenant's own parts are the tenant's to change.
    const { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength } = before;
    const own = { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength };
    const next = { ...policy, ...own };
    await assertMembers(sql, tenantId, next);
    const changes = diffPolicies(before, next);
    if (changes.length === 0)
      throw new AppError('conflict', 'Nothing differs from the policy in force.');
    // Two operators at once: both saw the same latest version, the primary key lets one of them in.
    const added = await sql(
      `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, version) do nothing returning version`,
      [tenantId, basedOn + 1, JSON.stringify(next), reason, ctx.userId, now()],
    );
    if (added.length === 0) throw overtaken(basedOn + 1);
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'policy.edit',
      objectKind: 'policy',
      detail: { version: basedOn + 1, fields: changes.map((change) => change.field) },
    });
    return basedOn + 1;
  });
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

function overtaken(version: number): AppError {
  return new AppError(
    'conflict',
    `Version ${version} was saved meanwhile. Look at it, then edit again from there.`,
  );
}
