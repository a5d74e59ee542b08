import type { PlatformSql } from '@/lib/db/platform-sql';

/**
 * Whom budgets of a tenant can name, for the platform's people: name and address, and of who has not accepted yet the address
 * alone, since the account behind it may be somebody's elsewhere.
 */
export function readPeople(
  sql: PlatformSql,
  tenantId: string,
): Promise<{ id: string; name: string }[]> {
  return sql(
    `select u.id, case when m.accepted_at is null then u.email else u.name || ' · ' || u.email end as name
     from membership m join app_user u on u.id = m.user_id
     where m.tenant_id = $1 and m.removed_at is null order by lower(u.email), u.id`,
    [tenantId],
  );
}
