import { withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { hashSecret } from '@/lib/ids';
import { LIVE_SESSION } from './live-session';
import { verifyPassword } from './passwords';
import { codeSchema, type PersonProof, type ProofKind } from './schema';
import { attemptSucceeded, beginAttempt } from './sign-in-limits';
import { takeStep } from './totp';

/** A person without password and authenticator signs in again: a session this young says the same. */
const YOUNG_MINUTES = 10;

interface PersonRow {
  id: string;
  password_hash: string | null;
  enrolled: boolean;
  young: boolean;
}

/** How the session's person says once more who that is. Throws `unauthenticated` when the session is over. */
export async function proofKind(token: string): Promise<ProofKind> {
  return kindOf(await readPerson(token));
}

/**
 * Marks the session as one whose person said just now who that is: by a code of the authenticator where there is one, else by
 * the password, else by having signed in within ten minutes. What needs it uses it up in the database. A wrong guess counts
 * like one of a sign-in. Throws `forbidden` for a wrong proof, `rate_limited`, and `unauthenticated` when the session is over.
 */
export async function confirmPerson(
  token: string,
  proof: PersonProof,
  address: string,
): Promise<void> {
  const person = await readPerson(token);
  const kind = kindOf(person);
  if (kind === 'sign_in') {
    if (!person.young)
      throw new AppError('forbidden', 'Sign out and in again, and do this within ten minutes.');
  } else {
    const attempt = await beginAttempt(`confirmation ${person.id}`, address);
    if (!(await isRight(person, kind, proof))) throw wrong(kind);
    await attemptSucceeded(attempt);
  }
  const marked = await withAuth((sql) =>
    sql(
      `update user_session s set confirmed_at = clock_timestamp() where ${LIVE_SESSION} returning s.id`,
      [hashSecret(token)],
    ),
  );
  if (marked.length === 0) throw sessionOver();
}

async function readPerson(token: string): Promise<PersonRow> {
  const [row] = await withAuth((sql) =>
    sql<PersonRow>(
      `select u.id, u.password_hash, u.totp_sealed is not null and u.totp_last_step is not null as enrolled,
         s.created_at > clock_timestamp() - make_interval(mins => $2) as young
       from user_session s join app_user u on u.id = s.user_id and u.disabled_at is null where ${LIVE_SESSION}`,
      [hashSecret(token), YOUNG_MINUTES],
    ),
  );
  if (!row) throw sessionOver();
  return row;
}

function kindOf({ enrolled, password_hash }: PersonRow): ProofKind {
  if (enrolled) return 'code';
  return password_hash === null ? 'sign_in' : 'password';
}

function isRight(
  person: PersonRow,
  kind: 'code' | 'password',
  { secret }: PersonProof,
): Promise<boolean> {
  if (kind === 'password') return verifyPassword(secret, person.password_hash);
  const code = codeSchema.safeParse(secret);
  return code.success ? takeStep(person.id, code.data) : Promise.resolve(false);
}

function wrong(kind: 'code' | 'password'): AppError {
  return new AppError(
    'forbidden',
    kind === 'code'
      ? 'This code is not right, or was used before. Wait for the next one.'
      : 'This is not your password.',
  );
}

function sessionOver(): AppError {
  return new AppError('unauthenticated', 'Your session has ended. Sign in again.');
}
