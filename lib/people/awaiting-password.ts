import { withAuth } from '@/lib/db/auth-sql';

/** Which of these people were invited and cannot sign in yet. */
export async function awaitingPassword(ids: readonly string[]): Promise<Set<string>> {
  const rows = await withAuth((sql) =>
    sql<{ id: string }>(
      `select u.id from app_user u where u.id = any($1::uuid[]) and u.password_hash is null
         and u.platform_role is null and u.disabled_at is null
         and not exists (select from user_identity i where i.user_id = u.id)`,
      [ids],
    ),
  );
  return new Set(rows.map((row) => row.id));
}
