import { diffPolicies } from '@/lib/console/policy/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import type { PolicyVersionView } from './schema';

const LISTED = 30;

/** The versions of the policy, newest first; the first is in force. Who wrote one is named when it was one of the workspace. */
export async function readPolicyHistory(ctx: TenantContext): Promise<PolicyVersionView[]> {
  authorize(ctx, 'limits:edit');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{
      tenant_id: string;
      version: number;
      manifest: unknown;
      reason: string;
      created_at: Date;
      by: string | null;
    }>(
      `select p.tenant_id, p.version, p.manifest, p.reason, p.created_at, u.name as by
       from policy_version p
       left join membership m on m.tenant_id = p.tenant_id and m.user_id = p.author_id
       left join app_user u on u.id = m.user_id
       where p.tenant_id = :tenant order by p.version desc limit $1`,
      [LISTED + 1],
    ),
  );
  const versions = rows.map((row) => ({ ...row, policy: policySchema.parse(row.manifest) }));
  return versions.slice(0, LISTED).map(({ version, reason, created_at, by, policy }, index) => {
    const before = versions[index + 1]?.policy;
    return {
      version,
      since: created_at.toISOString(),
      reason,
      by,
      changes: before ? diffPolicies(before, policy) : null,
    };
  });
}
