import { generateSecret, generateURI, verifySync } from 'otplib';
import QRCode from 'qrcode';
import { clock } from '@/lib/clock';
import { withAuth } from '@/lib/db/auth-sql';
import { AppError } from '@/lib/errors';
import { codeSchema } from './schema';
import { openSecret, sealSecret } from './seal-secret';
import { type SessionPerson, sessionPerson } from './session-person';
import { elevateSession } from './sessions';
import { attemptSucceeded, beginAttempt } from './sign-in-limits';

const PERIOD_SECONDS = 30;

export interface Enrolment {
  /** Base32, for typing into an authenticator app. */
  secret: string;
  /** The same as an SVG document to scan. */
  qrSvg: string;
}

/**
 * The secret for a person who has not confirmed one yet. It stays the same until the first right
 * code confirms it, so reloading the page does not spoil what was scanned. Throws `conflict` once confirmed.
 */
export async function beginEnrolment(person: SessionPerson): Promise<Enrolment> {
  const [row] = await withAuth(async (sql) => {
    await sql('update app_user set totp_sealed = $2 where id = $1 and totp_sealed is null', [
      person.userId,
      sealSecret(generateSecret(), person.userId),
    ]);
    return sql<{ totp_sealed: Buffer; confirmed: boolean }>(
      `select totp_sealed, totp_last_step is not null as confirmed from app_user where id = $1`,
      [person.userId],
    );
  });
  if (!row || row.confirmed)
    throw new AppError('conflict', 'This account has an authenticator already.');
  const secret = openSecret(row.totp_sealed, person.userId);
  const uri = generateURI({ issuer: 'Tenantry', label: person.email, secret });
  return { secret, qrSvg: await QRCode.toString(uri, { type: 'svg', margin: 1 }) };
}

/**
 * Checks a code (RFC 6238, one step of clock drift either way) and returns the session's new token.
 * Each step is accepted once, also between parallel requests. The first code confirms an enrolment.
 * Throws `unauthenticated`, `rate_limited`, `invalid_input`.
 */
export async function confirmSecondFactor(
  token: string,
  code: string,
  address: string,
): Promise<string> {
  const parsed = codeSchema.safeParse(code);
  if (!parsed.success) throw new AppError('invalid_input', 'The code has six digits.');
  const person = await sessionPerson(token);
  if (!person) throw sessionOver();
  const attempt = await beginAttempt(`second factor ${person.userId}`, address);
  if (!(await takeStep(person.userId, parsed.data))) {
    throw new AppError(
      'unauthenticated',
      'This code is not right, or was used before. Wait for the next one and check your device’s clock.',
    );
  }
  await attemptSucceeded(attempt);
  const next = await elevateSession(token);
  if (!next) throw sessionOver();
  return next;
}

/** Whether the code is right and was not used before; it is used up by this. */
export async function takeStep(userId: string, code: string): Promise<boolean> {
  return withAuth(async (sql) => {
    const [row] = await sql<{ totp_sealed: Buffer | null }>(
      'select totp_sealed from app_user where id = $1',
      [userId],
    );
    if (!row?.totp_sealed) return false;
    const result = verifySync({
      secret: openSecret(row.totp_sealed, userId),
      token: code,
      epoch: Math.floor(clock().now() / 1000),
      epochTolerance: PERIOD_SECONDS,
    });
    if (!result.valid || !('timeStep' in result)) return false;
    const taken = await sql(
      `update app_user set totp_last_step = $2
       where id = $1 and (totp_last_step is null or totp_last_step < $2) returning id`,
      [userId, result.timeStep],
    );
    return taken.length > 0;
  });
}

function sessionOver(): AppError {
  return new AppError('unauthenticated', 'Your session has ended. Sign in again.');
}
