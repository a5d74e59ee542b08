import { now } from '@/lib/clock';
import { type AuthSql, withAuth } from '@/lib/db/auth-sql';
import { emailSchema } from './schema';

export interface ExternalIdentity {
  issuer: string;
  subject: string;
  email: unknown;
  /** The issuer's own word that the address belongs to the person. */
  emailVerified: boolean;
}

/**
 * The id of the person behind an OpenID Connect sign-in, or undefined. A first sign-in is linked to
 * the person with the same e-mail address when the issuer verified it, and puts out whoever else was in the
 * account; nobody is created, since only a tenant's administrators admit people.
 */
export async function resolveIdentity(identity: ExternalIdentity): Promise<string | undefined> {
  const email = emailSchema.safeParse(identity.email);
  return withAuth(async (sql) => {
    const [linked] = await sql<{ id: string }>(
      `select u.id from user_identity i join app_user u on u.id = i.user_id
       where i.issuer = $1 and i.subject = $2 and u.disabled_at is null`,
      [identity.issuer, identity.subject],
    );
    if (linked) return linked.id;
    if (!identity.emailVerified || !email.success) return undefined;
    const [person] = await sql<{ id: string }>(
      'select id from app_user where email = $1 and disabled_at is null',
      [email.data],
    );
    if (!person) return undefined;
    // A first password that is being set comes before this or is refused.
    await sql('select tenancy.hold_person($1)', [person.id]);
    const [created] = await sql<{ user_id: string }>(
      `insert into user_identity (issuer, subject, user_id, created_at)
       select $1, $2, u.id, $4 from app_user u where u.id = $3 and u.disabled_at is null
       on conflict (issuer, subject) do nothing returning user_id`,
      [identity.issuer, identity.subject, person.id, now()],
    );
    if (created) await putOthersOut(sql, person.id);
    return created?.user_id;
  });
}

/**
 * The account's password may be that of whoever once invited the address, and so may its sessions: from now on the
 * issuer's word opens it and nothing else. The platform's people chose theirs themselves, and keep it as a way in
 * without the issuer.
 */
async function putOthersOut(sql: AuthSql, personId: string): Promise<void> {
  await sql('update app_user set password_hash = null where id = $1 and platform_role is null', [
    personId,
  ]);
  await sql(
    `update user_session s set revoked_at = clock_timestamp() from app_user u
     where u.id = s.user_id and u.id = $1 and u.platform_role is null and s.revoked_at is null`,
    [personId],
  );
}
