import { withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import { keyedHash } from './identity-key';
import { LIVE_SESSION } from './live-session';

/*
 * A session lives 12 hours for the platform's people and 14 days for everyone else, however much it
 * is used. Times are the database's: it is the one that verifies sessions.
 */

/**
 * A new session and its token, of which the database keeps the hash alone. `device`: as `deviceWords` says it. `byPassword`: for who gave the account's
 * password just now, which must still be one. Throws `unauthenticated`.
 */
export async function createSession(
  userId: string,
  options: { secondFactor?: boolean; byPassword?: boolean; device?: string } = {},
): Promise<string> {
  const token = newSecret();
  // The row is locked, so that a password which is taken away meanwhile opens no session afterwards.
  const rows = await withAuth((sql) =>
    sql(
      `insert into user_session
         (id, user_id, token_hash, rotated_at, second_factor_at, created_at, expires_at, device)
       select $1, u.id, $3, t.at, case when $4::boolean then t.at end, t.at,
         t.at + case when u.platform_role is null then interval '14 days' else interval '12 hours' end, $6
       from app_user u, clock_timestamp() as t(at) where u.id = $2 and u.disabled_at is null
         and (u.password_hash is not null or not $5::boolean)
       for share of u returning id`,
      [
        newId(),
        userId,
        hashSecret(token),
        options.secondFactor ?? false,
        options.byPassword ?? false,
        options.device ?? null,
      ],
    ),
  );
  if (rows.length === 0) throw new AppError('unauthenticated', 'This account is closed.');
  return token;
}

/**
 * The token to use from now on: the same one while it is younger than 15 minutes, else its
 * successor, and undefined when the session is over. A predecessor stays good for a minute. The
 * successor follows from the token and a key, so that two tabs which rotate together end up with
 * the same one, whichever answer the browser keeps.
 */
export async function rotateSession(token: string): Promise<string | undefined> {
  return withAuth(async (sql) => {
    const [session] = await sql<{ id: string; token_hash: Buffer; due: boolean }>(
      `select s.id, s.token_hash, s.rotated_at <= clock_timestamp() - interval '15 minutes' as due
       from user_session s where ${LIVE_SESSION} for update`,
      [hashSecret(token)],
    );
    if (!session) return undefined;
    const successor = keyedHash('session succession', `${session.id} ${token}`).toString(
      'base64url',
    );
    if (session.token_hash.equals(hashSecret(successor))) return successor;
    if (!session.token_hash.equals(hashSecret(token))) return undefined;
    if (!session.due) return token;
    await sql(
      `update user_session set token_hash = $2, previous_hash = $3, rotated_at = clock_timestamp()
       where id = $1`,
      [session.id, hashSecret(successor), hashSecret(token)],
    );
    return successor;
  });
}

/**
 * Marks the session as confirmed by a second factor and gives it an unrelated token. The one from
 * before ends at once: whoever planted or saw it gains nothing.
 */
export async function elevateSession(token: string): Promise<string | undefined> {
  const next = newSecret();
  const rows = await withAuth((sql) =>
    sql(
      `update user_session s set token_hash = $2, previous_hash = null,
         rotated_at = clock_timestamp(), second_factor_at = clock_timestamp()
       where ${LIVE_SESSION} returning s.id`,
      [hashSecret(token), hashSecret(next)],
    ),
  );
  return rows.length > 0 ? next : undefined;
}

/** Ends the session of a token, current or previous. */
export async function revokeSession(token: string): Promise<void> {
  await withAuth((sql) =>
    sql(
      `update user_session set revoked_at = clock_timestamp()
       where (token_hash = $1 or previous_hash = $1) and revoked_at is null`,
      [hashSecret(token)],
    ),
  );
}

/** Ends every session of a person, on all devices. */
export async function revokeAllSessions(userId: string): Promise<void> {
  await withAuth((sql) =>
    sql(
      `update user_session set revoked_at = clock_timestamp()
       where user_id = $1 and revoked_at is null`,
      [userId],
    ),
  );
}
