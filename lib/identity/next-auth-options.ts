import { headers } from 'next/headers';
import type { Account, NextAuthOptions, Profile } from 'next-auth';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { deviceWords } from './device-words';
import { type ExternalIdentity, resolveIdentity } from './external-identity';
import { OIDC, providers } from './providers';
import { safePath } from './safe-path';
import {
  COOKIE_NAME,
  COOKIE_OPTIONS,
  COOKIE_SECONDS,
  cookieSecret,
  readSessionCookie,
  SECURE_COOKIES,
} from './session-cookie';
import { createSession, revokeSession, rotateSession } from './sessions';

declare module 'next-auth/jwt' {
  interface JWT {
    /** Our session token: the only claim of the encrypted cookie. */
    sid?: string;
  }
}

/** For the route handler alone: `jwt` rotates, and only there can the new cookie be set. */
export function nextAuthOptions(): NextAuthOptions {
  return {
    providers: providers(),
    secret: cookieSecret(),
    useSecureCookies: SECURE_COOKIES,
    session: { strategy: 'jwt', maxAge: COOKIE_SECONDS },
    cookies: { sessionToken: { name: COOKIE_NAME, options: COOKIE_OPTIONS } },
    pages: { signIn: '/sign-in', signOut: '/sign-out', error: '/sign-in' },
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== OIDC) return true;
        const known = await resolveIdentity(externalIdentity(account, profile));
        return known ? true : '/sign-in?error=NoAccount';
      },
      async jwt({ token, user, account, profile }) {
        if (account) {
          const userId =
            account.provider === OIDC
              ? await resolveIdentity(externalIdentity(account, profile))
              : user.id;
          if (!userId) throw new Error('This identity belongs to nobody.');
          // A sign-in always begins a session of its own, and ends the one it replaces.
          const before = await readSessionCookie();
          const sid = await createSession(userId, {
            byPassword: account.provider !== OIDC,
            device: deviceWords(await headers()),
          });
          if (before) await revokeSession(before);
          return { sid };
        }
        const sid = token.sid && (await rotateSession(token.sid));
        // next-auth answers this by removing the cookie.
        if (!sid) throw new Error('The session is over.');
        return { sid };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) =>
        url.startsWith(`${baseUrl}/`)
          ? `${baseUrl}${safePath(url.slice(baseUrl.length))}`
          : `${baseUrl}${safePath(url)}`,
    },
    events: {
      async signOut({ token }) {
        if (token?.sid) await revokeSession(token.sid);
      },
    },
    logger: {
      error(code, metadata) {
        if (code !== 'JWT_SESSION_ERROR') log.warn({ code, err: metadata }, 'sign-in error');
      },
      warn: (code) => log.debug({ code }, 'sign-in warning'),
      debug: () => {},
    },
  };
}

function externalIdentity(account: Account, profile: Profile | undefined): ExternalIdentity {
  const claims = (profile ?? {}) as { email?: unknown; email_verified?: unknown };
  return {
    issuer: env.OIDC_ISSUER ?? '',
    subject: account.providerAccountId,
    email: claims.email,
    emailVerified: claims.email_verified === true,
  };
}
