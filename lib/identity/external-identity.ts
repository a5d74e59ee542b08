import { now } from '@/lib/clock';
import { withAuth } from '@/lib/db/auth-sql';
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
 * the person with the same e-mail address when the issuer verified it; nobody is created, since only
 * a tenant's administrators admit people.
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
    const [created] = await sql<{ user_id: string }>(
      `insert into user_identity (issuer, subject, user_id, created_at)
       select $1, $2, u.id, $4 from app_user u where u.email = $3 and u.disabled_at is null
       on conflict (issuer, subject) do nothing returning user_id`,
      [identity.issuer, identity.subject, email.data, now()],
    );
    return created?.user_id;
  });
}
