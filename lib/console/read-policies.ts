import type { PlatformSql } from '@/lib/db/platform-sql';
import { policySchema } from '@/lib/tenancy/schema';
import type { PolicyVersion } from './policy/schema';

/** A row of a version, of a tenant's policy or of a plan. */
export interface StoredVersion {
  version: number;
  manifest: unknown;
  reason: string;
  author: string | null;
  created_at: Date;
}

/** The tenant's policy versions, newest first: the first one is in force. */
export async function readPolicies(sql: PlatformSql, tenantId: string): Promise<PolicyVersion[]> {
  const rows = await sql<StoredVersion>(
    `select p.version, p.manifest, p.reason, u.name as author, p.created_at
     from policy_version p left join app_user u on u.id = p.author_id
     where p.tenant_id = $1 order by p.version desc limit 200`,
    [tenantId],
  );
  return rows.map(toVersion);
}

export function toVersion(row: StoredVersion): PolicyVersion {
  return {
    version: row.version,
    policy: policySchema.parse(row.manifest),
    reason: row.reason,
    author: row.author ?? 'Someone who is gone',
    createdAt: row.created_at.toISOString(),
  };
}
