import { now } from '@/lib/clock';
import { type AuthSql, withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import { hashPassword } from './passwords';

const DAY_MS = 24 * 60 * 60_000;
const FIRST_OPERATOR_LOCK = 7_103;

/** A link for whoever installed the platform to become its first operator. Valid for a day. */
export function createFirstOperatorLink(): Promise<string> {
  return withAuth((sql) => insertLink(sql, 'first_operator', null, DAY_MS));
}

/**
 * A link for an invited person to choose a first password; it goes to /link/<token> and is valid for
 * a week. Throws `conflict` for people who can sign in already or hold a platform role: whoever sees
 * the link could take their account over.
 */
export function createSetPasswordLink(userId: string): Promise<string> {
  return withAuth(async (sql) => {
    const [invited] = await sql(
      `select u.id from app_user u where u.id = $1 and u.password_hash is null
         and u.platform_role is null and u.disabled_at is null
         and not exists (select from user_identity i where i.user_id = u.id) for update`,
      [userId],
    );
    if (!invited) throw new AppError('conflict', 'This person can sign in already.');
    return insertLink(sql, 'set_password', userId, 7 * DAY_MS);
  });
}

export type OpenLink =
  | { purpose: 'first_operator' }
  | { purpose: 'set_password'; name: string; email: string };

/** What an unused link is for; undefined when it is unknown, used or too old. */
export async function readLink(token: string): Promise<OpenLink | undefined> {
  const [row] = await withAuth((sql) =>
    sql<{ purpose: string; name: string | null; email: string | null }>(
      `select l.purpose, u.name, u.email from one_time_link l
       left join app_user u on u.id = l.user_id
       where l.token_hash = $1 and l.used_at is null and l.expires_at > $2`,
      [hashSecret(token), now()],
    ),
  );
  if (row?.purpose === 'first_operator') return { purpose: 'first_operator' };
  if (!row || row.email === null || row.name === null) return undefined;
  return { purpose: 'set_password', name: row.name, email: row.email };
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

/** Sets the invited person's first password and returns the id. Throws `not_found`. */
export async function setFirstPassword(token: string, password: string): Promise<string> {
  const link = await readLink(token);
  if (link?.purpose !== 'set_password') throw spent();
  const hash = await hashPassword(password);
  return withAuth(async (sql) => {
    const userId = await useLink(sql, token, 'set_password');
    const [row] = await sql<{ id: string }>(
      `update app_user set password_hash = $2
       where id = $1 and password_hash is null and disabled_at is null returning id`,
      [userId, hash],
    );
    if (!row) throw spent();
    return row.id;
  });
}

async function insertLink(
  sql: AuthSql,
  purpose: string,
  userId: string | null,
  lifetimeMs: number,
): Promise<string> {
  const token = newSecret();
  const at = now();
  await sql(
    `insert into one_time_link (token_hash, purpose, user_id, created_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [hashSecret(token), purpose, userId, at, new Date(at.getTime() + lifetimeMs)],
  );
  return token;
}

/** The row lock of the update lets one of several parallel uses through. */
async function useLink(sql: AuthSql, token: string, purpose: string): Promise<string | null> {
  const [row] = await sql<{ user_id: string | null }>(
    `update one_time_link set used_at = $3
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
     returning user_id`,
    [hashSecret(token), purpose, now()],
  );
  if (!row) throw spent();
  return row.user_id;
}

function spent(): AppError {
  return new AppError('not_found', 'This link was used already, or is too old.');
}
