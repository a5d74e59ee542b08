import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { env } from '@/lib/env';
import { secrets } from '@/lib/secrets';

/** The longest that any session lives; the database ends shorter ones itself. */
export const COOKIE_SECONDS = 14 * 24 * 60 * 60;

export const SECURE_COOKIES = env.PUBLIC_URL?.startsWith('https:') ?? false;

/** `__Host-` keeps other hosts of the domain from planting one. */
export const COOKIE_NAME = SECURE_COOKIES ? '__Host-tenantry.session' : 'tenantry.session';

export const COOKIE_OPTIONS = {
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
  secure: SECURE_COOKIES,
} as const;

/** Key of the encrypted cookie, from NEXTAUTH_SECRET or made at installation. */
export function cookieSecret(): string {
  return secrets().nextauthSecret;
}

/** The session token in the request's cookie, not yet verified. */
export async function readSessionCookie(): Promise<string | undefined> {
  const value = (await cookies()).get(COOKIE_NAME)?.value;
  if (!value) return undefined;
  // A cookie of another installation or one that was tampered with is none.
  const claims = await decode({ token: value, secret: cookieSecret() }).catch(() => null);
  return typeof claims?.sid === 'string' ? claims.sid : undefined;
}

/** For server actions and route handlers: what next-auth would have set for this token. */
export async function writeSessionCookie(token: string): Promise<void> {
  const value = await encode({
    token: { sid: token },
    secret: cookieSecret(),
    maxAge: COOKIE_SECONDS,
  });
  (await cookies()).set(COOKIE_NAME, value, { ...COOKIE_OPTIONS, maxAge: COOKIE_SECONDS });
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(COOKIE_NAME, '', { ...COOKIE_OPTIONS, maxAge: 0 });
}
