import { now } from '@/lib/clock';
import { withAuth } from '@/lib/db/auth-sql';
import { hashPassword } from '@/lib/identity/passwords';
import { newId } from '@/lib/ids';
import type { PlatformRole } from '@/lib/tenancy/schema';

export interface MadeAccount {
  id: string;
  email: string;
}

/** A person who is no demo person, with a password when one is given. */
export async function makeAccount(
  given: { name?: string; password?: string; platformRole?: PlatformRole } = {},
): Promise<MadeAccount> {
  const id = newId();
  const email = `${id}@example.test`;
  const hash = given.password === undefined ? null : await hashPassword(given.password);
  await withAuth((sql) =>
    sql(
      `insert into app_user (id, email, name, password_hash, platform_role, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, email, given.name ?? 'Test', hash, given.platformRole ?? null, now()],
    ),
  );
  return { id, email };
}
