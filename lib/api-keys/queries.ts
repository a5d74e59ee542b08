import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { publicKeyId } from '@/lib/tenancy/key-credential';
import { authorize } from '@/lib/tenancy/roles';
import { openKeyName } from './key-name';
import { type KeyRow, keyColumns, limitsOf } from './key-row';
import type { KeyView } from './schema';

interface ListedRow extends KeyRow {
  created_at: Date;
  creator: string | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  replaced_by: string | null;
}

/** Every key of the workspace: those in force first, newest first. A key stays when the person who made it leaves. */
export async function listKeys(ctx: TenantContext): Promise<KeyView[]> {
  authorize(ctx, 'keys:manage');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<ListedRow>(
      `select ${keyColumns}, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,
         (select u.name from membership m join app_user u on u.id = m.user_id
          where m.tenant_id = :tenant and m.user_id = k.created_by and m.accepted_at is not null limit 1) as creator,
         (select s.id from api_key s where s.tenant_id = :tenant and s.replaces = k.id limit 1) as replaced_by
       from api_key k where k.tenant_id = :tenant order by k.created_at desc, k.id`,
    ),
  );
  const views = rows.map(
    (row): KeyView => ({
      id: row.id,
      name: openKeyName(ctx, row.id, row.name_sealed),
      prefix: `ten_${row.tier}_${publicKeyId(row.id)}`,
      state: row.state,
      scopes: row.scopes,
      allowList: row.allow_list,
      limits: limitsOf(row),
      mayDowngrade: row.may_downgrade,
      createdAt: row.created_at.toISOString(),
      createdBy: row.creator,
      expiresAt: row.expires_at?.toISOString() ?? null,
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
      replacedBy: row.replaced_by,
    }),
  );
  return [
    ...views.filter((key) => key.state === 'active'),
    ...views.filter((key) => key.state !== 'active'),
  ];
}
