import { now } from '@/lib/clock';
import { type AuthSql, withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { keyedHash } from './identity-key';

const WINDOW_MS = 15 * 60_000;
const PER_SUBJECT = 10;
const PER_ADDRESS = 50;

/** Classes of PostgreSQL's advisory locks, always taken in this order. */
const SUBJECT_LOCK = 7_101;
const ADDRESS_LOCK = 7_102;

export interface Attempt {
  id: string;
  subjectHash: Buffer;
  addressHash: Buffer;
}

/**
 * Takes one guess of what an e-mail address (or another subject) and a network address have left.
 * It counts as failed until `attemptSucceeded`, so any number of parallel guesses get at most
 * the limit between them. Throws `rate_limited`, which never says whether the person exists.
 */
export function beginAttempt(subject: string, address: string): Promise<Attempt> {
  const attempt: Attempt = {
    id: newId(),
    subjectHash: keyedHash('sign-in attempts', `subject ${subject}`),
    addressHash: keyedHash('sign-in attempts', `address ${address}`),
  };
  const at = now();
  const since = new Date(at.getTime() - WINDOW_MS);
  return withAuth(async (sql) => {
    await lock(sql, SUBJECT_LOCK, attempt.subjectHash);
    await lock(sql, ADDRESS_LOCK, attempt.addressHash);
    // A success of the same person clears the slips before it.
    const [personBound] = await sql<{ at: Date }>(
      `select at from sign_in_attempt a where email_hash = $1 and not succeeded and at > $2
         and not exists (select from sign_in_attempt s
           where s.email_hash = $1 and s.succeeded and s.at >= a.at)
       order by at desc offset $3 limit 1`,
      [attempt.subjectHash, since, PER_SUBJECT - 1],
    );
    if (personBound) throw refusal('sign_ins_per_person', PER_SUBJECT, personBound.at, at);
    // No success clears an address's failures, or one own account would buy guesses at all others.
    const [addressBound] = await sql<{ at: Date }>(
      `select at from sign_in_attempt where address_hash = $1 and not succeeded and at > $2
       order by at desc offset $3 limit 1`,
      [attempt.addressHash, since, PER_ADDRESS - 1],
    );
    if (addressBound) throw refusal('sign_ins_per_address', PER_ADDRESS, addressBound.at, at);
    await sql(
      'delete from sign_in_attempt where (email_hash = $1 or address_hash = $2) and at <= $3',
      [attempt.subjectHash, attempt.addressHash, since],
    );
    await record(sql, attempt, false, at);
    return attempt;
  });
}

/** The guess was right: gives it back and clears the subject's failures, not the address's. */
export async function attemptSucceeded(attempt: Attempt): Promise<void> {
  await withAuth(async (sql) => {
    await sql('delete from sign_in_attempt where id = $1', [attempt.id]);
    await record(sql, { ...attempt, id: newId() }, true, now());
  });
}

async function lock(sql: AuthSql, kind: number, hash: Buffer): Promise<void> {
  await sql('select pg_advisory_xact_lock($1, $2)', [kind, hash.readInt32BE(0)]);
}

async function record(sql: AuthSql, attempt: Attempt, succeeded: boolean, at: Date): Promise<void> {
  await sql(
    `insert into sign_in_attempt (id, email_hash, address_hash, succeeded, at)
     values ($1, $2, $3, $4, $5)`,
    [attempt.id, attempt.subjectHash, attempt.addressHash, succeeded, at],
  );
}

function refusal(name: string, limit: number, oldest: Date, at: Date): AppError {
  const resets = new Date(oldest.getTime() + WINDOW_MS);
  const seconds = Math.max(1, Math.ceil((resets.getTime() - at.getTime()) / 1000));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  const whose = name === 'sign_ins_per_address' ? 'from your network' : 'for this account';
  return new AppError(
    'rate_limited',
    `There were ${limit} failed attempts ${whose} within 15 minutes. Try again in ${wait}.`,
    {
      retryAfter: seconds,
      limit: {
        name,
        scope: name === 'sign_ins_per_address' ? 'platform' : 'user',
        limit,
        used: limit,
        resetsAt: resets.toISOString(),
        remedy: 'Wait, or ask your administrator when you have lost your password.',
      },
    },
  );
}
