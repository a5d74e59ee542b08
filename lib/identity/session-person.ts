import { withAuth } from '@/lib/db/auth-sql';
import { hashSecret } from '@/lib/ids';
import type { PlatformRole } from '@/lib/tenancy/schema';
import { LIVE_SESSION } from './live-session';

/** Who is signed in. It proves nothing for a tenant: contexts do. */
export interface SessionPerson {
  userId: string;
  name: string;
  email: string;
  platformRole: PlatformRole | undefined;
  /** Has confirmed an authenticator app. */
  enrolled: boolean;
  /** A platform person of this session still has to give a code. */
  owesSecondFactor: boolean;
}

/** The person of a live session, or undefined. */
export async function sessionPerson(token: string): Promise<SessionPerson | undefined> {
  const [row] = await withAuth((sql) =>
    sql<{
      id: string;
      name: string;
      email: string;
      platform_role: PlatformRole | null;
      enrolled: boolean;
      owes: boolean;
    }>(
      `select u.id, u.name, u.email, u.platform_role,
         u.totp_sealed is not null and u.totp_last_step is not null as enrolled,
         u.platform_role is not null and not u.demo and s.second_factor_at is null as owes
       from user_session s join app_user u on u.id = s.user_id and u.disabled_at is null
       where ${LIVE_SESSION}`,
      [hashSecret(token)],
    ),
  );
  if (!row) return undefined;
  return {
    userId: row.id,
    name: row.name,
    email: row.email,
    platformRole: row.platform_role ?? undefined,
    enrolled: row.enrolled,
    owesSecondFactor: row.owes,
  };
}
