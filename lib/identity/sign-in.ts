import { withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { verifyPassword } from './passwords';
import { emailSchema } from './schema';
import { attemptSucceeded, beginAttempt } from './sign-in-limits';

export interface Credentials {
  email: string;
  password: string;
  /** The network address the request came from. */
  address: string;
}

/**
 * The id of the person whom the e-mail address and password belong to; `createSession` comes next. Throws
 * `rate_limited`, and one and the same `unauthenticated` for an unknown address, a wrong password
 * and a closed account.
 */
export async function signIn({ email, password, address }: Credentials): Promise<string> {
  const parsed = emailSchema.safeParse(email);
  if (!parsed.success || password.length === 0 || password.length > 1_000) throw refused();
  const attempt = await beginAttempt(parsed.data, address);
  const [person] = await withAuth((sql) =>
    sql<{ id: string; password_hash: string | null }>(
      'select id, password_hash from app_user where email = $1 and disabled_at is null',
      [parsed.data],
    ),
  );
  const matches = await verifyPassword(password, person?.password_hash);
  if (!person || !matches) throw refused();
  await attemptSucceeded(attempt);
  return person.id;
}

function refused(): AppError {
  return new AppError('unauthenticated', 'This e-mail address and password do not go together.');
}
