import { withAuth } from '@/lib/db/auth-sql';

const AWAITING = `u.password_hash is null and u.disabled_at is null
  and not exists (select from user_identity i where i.user_id = u.id)`;

/** Which of these people were invited and cannot sign in yet. */
export async function awaitingPassword(ids: readonly string[]): Promise<Set<string>> {
  const rows = await withAuth((sql) =>
    sql<{ id: string }>(
      `select u.id from app_user u where u.id = any($1::uuid[]) and u.platform_role is null and ${AWAITING}`,
      [ids],
    ),
  );
  return new Set(rows.map((row) => row.id));
}

/** Whether an account of this address exists whose invitation was not accepted yet. */
export async function addressAwaitsPassword(email: string): Promise<boolean> {
  const rows = await withAuth((sql) =>
    sql(`select u.id from app_user u where u.email = $1 and ${AWAITING}`, [email]),
  );
  return rows.length > 0;
}
