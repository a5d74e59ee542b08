import { withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { hashSecret } from '@/lib/ids';
import { LIVE_SESSION } from './live-session';
import type { SessionView } from './schema';

/** Whose live session the token $1 is, and which. */
const ASKING = `select s.id, s.user_id from user_session s join app_user u on u.id = s.user_id and u.disabled_at is null
  where ${LIVE_SESSION}`;

/** Where the token's person is signed in, this one first. Throws `unauthenticated`. */
export async function listOwnSessions(token: string): Promise<SessionView[]> {
  const rows = await withAuth((sql) =>
    sql<{
      id: string;
      device: string | null;
      created_at: Date;
      seen_at: Date;
      expires_at: Date;
      current: boolean;
    }>(
      `with asking as materialized (${ASKING})
       select o.id, o.device, o.created_at, o.rotated_at as seen_at, o.expires_at, o.id = a.id as current
       from asking a join user_session o on o.user_id = a.user_id
       where o.revoked_at is null and o.expires_at > clock_timestamp()
       order by o.id = a.id desc, o.rotated_at desc, o.id`,
      [hashSecret(token)],
    ),
  );
  if (rows.length === 0) throw ended();
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    signedInAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    endsAt: row.expires_at.toISOString(),
    current: row.current,
  }));
}

/** Ends another session of the token's own person; one that is over, of somebody else or this one stays as it is. */
export function endOwnSession(token: string, id: string): Promise<void> {
  return end(token, 'o.id = $2::uuid', [id]);
}

/** Ends all of the person's sessions but the token's. */
export function endOtherSessions(token: string): Promise<void> {
  return end(token, 'true', []);
}

async function end(token: string, which: string, params: string[]): Promise<void> {
  const [row] = await withAuth((sql) =>
    sql<{ known: boolean }>(
      `with asking as materialized (${ASKING}),
       ended as (update user_session o set revoked_at = clock_timestamp() from asking a
         where o.user_id = a.user_id and o.id <> a.id and o.revoked_at is null and ${which} returning o.id)
       select true as known from asking where (select count(*) from ended) >= 0`,
      [hashSecret(token), ...params],
    ),
  );
  if (!row) throw ended();
}

function ended(): AppError {
  return new AppError('unauthenticated', 'Your session has ended. Sign in again.');
}
