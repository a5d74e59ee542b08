import { now } from '@/lib/clock';
import { type AuthSql, withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import { hashPassword } from './passwords';

const DAY_MS = 24 * 60 * 60_000;
const FIRST_OPERATOR_LOCK = 7_103;

/** A link for whoever installed the platform to become its first operator. Valid for a day. */
export function createFirstOperatorLink(): Promise<string> {
  const token = newSecret();
  const at = now();
  return withAuth(async (sql) => {
    await sql(
      `insert into one_time_link (token_hash, purpose, created_at, expires_at)
       values ($1, 'first_operator', $2, $3)`,
      [hashSecret(token), at, new Date(at.getTime() + DAY_MS)],
    );
    return token;
  });
}

export type OpenLink =
  | { purpose: 'first_operator' }
  | { purpose: 'set_password'; name: string; email: string }
  | { purpose: 'join'; userId: string; email: string; workspace: string };

/** What an unused link is for; undefined when it is unknown, used, too old or of no use any more. */
export async function readLink(token: string): Promise<OpenLink | undefined> {
  const [row] = await withAuth((sql) =>
    sql<
      | { purpose: 'first_operator' }
      | {
          purpose: 'set_password' | 'join';
          user_id: string;
          name: string;
          email: string;
          workspace: string;
        }
    >('select * from tenancy.read_link($1, $2)', [hashSecret(token), now()]),
  );
  if (!row || row.purpose === 'first_operator') return row && { purpose: row.purpose };
  const { purpose, user_id: userId, name, email, workspace } = row;
  return purpose === 'join' ? { purpose, userId, email, workspace } : { purpose, name, email };
}

/** Creates the first operator and returns the id. Throws `not_found` and `conflict`. */
export async function createFirstOperator(
  token: string,
  account: { name: string; email: string; password: string },
): Promise<string> {
  const link = await readLink(token);
  if (link?.purpose !== 'first_operator') throw spent();
  const hash = await hashPassword(account.password);
  return withAuth(async (sql) => {
    await useLink(sql, token, 'first_operator');
    // Several links may have been printed before the first was used.
    await sql('select pg_advisory_xact_lock($1)', [FIRST_OPERATOR_LOCK]);
    const [row] = await sql<{ id: string }>(
      `insert into app_user (id, email, name, password_hash, platform_role, created_at)
       select $1, $2, $3, $4, 'operator', $5
       where not exists (select from app_user where platform_role = 'operator')
       on conflict (email) do nothing returning id`,
      [newId(), account.email, account.name, hash, now()],
    );
    if (!row) throw new AppError('conflict', 'The first operator exists already. Sign in instead.');
    return row.id;
  });
}

/**
 * Sets the invited person's first password and returns the id. Throws `not_found`, also when the
 * account has come to open another workspace since the link was made.
 */
export async function setFirstPassword(token: string, password: string): Promise<string> {
  const link = await readLink(token);
  if (link?.purpose !== 'set_password') throw spent();
  const hash = await hashPassword(password);
  return withAuth(async (sql) => {
    const { userId, forTenant } = await useLink(sql, token, 'set_password');
    // Before the next statement, which then sees every workspace that was entered until now.
    await sql('select tenancy.hold_person($1)', [userId]);
    const [row] = await sql<{ id: string }>(
      `update app_user set password_hash = $2
       where id = $1 and tenancy.first_password_open(id, $3) returning id`,
      [userId, hash, forTenant],
    );
    if (!row) throw spent();
    return row.id;
  });
}

/** The row lock of the update lets one of several parallel uses through. */
async function useLink(
  sql: AuthSql,
  token: string,
  purpose: string,
): Promise<{ userId: string | null; forTenant: string | null }> {
  const [row] = await sql<{ user_id: string | null; for_tenant: string | null }>(
    `update one_time_link set used_at = $3
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
     returning user_id, for_tenant`,
    [hashSecret(token), purpose, now()],
  );
  if (!row) throw spent();
  return { userId: row.user_id, forTenant: row.for_tenant };
}

function spent(): AppError {
  return new AppError('not_found', 'This link was used already, or is too old.');
}
