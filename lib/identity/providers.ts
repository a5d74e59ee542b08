import CredentialsProvider from 'next-auth/providers/credentials';
import type { Provider } from 'next-auth/providers/index';
import { env } from '@/lib/env';
import { toErrorBody } from '@/lib/errors';
import { log } from '@/lib/log';
import { clientAddress } from './client-address';
import { signIn } from './sign-in';

export const OIDC = 'oidc';

/** The button's words for single sign-on; undefined when it is not configured. */
export function singleSignOnName(): string | undefined {
  return env.OIDC_ISSUER && env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET
    ? env.OIDC_NAME
    : undefined;
}

export function providers(): Provider[] {
  return singleSignOnName() === undefined ? [credentials()] : [credentials(), openIdConnect()];
}

function credentials(): Provider {
  return CredentialsProvider({
    credentials: { email: {}, password: {} },
    async authorize(given, request) {
      const headers = new Headers(request.headers as Record<string, string>);
      try {
        const id = await signIn({
          email: given?.email ?? '',
          password: given?.password ?? '',
          address: clientAddress(headers),
        });
        return { id };
      } catch (error) {
        const { status, body } = toErrorBody(error);
        if (status === 500) log.error({ err: error }, 'sign-in failed');
        // next-auth hands the message of this error to our sign-in form and nothing else.
        throw new Error(JSON.stringify({ message: body.message, retryAfter: body.retryAfter }));
      }
    },
  });
}

function openIdConnect(): Provider {
  return {
    id: OIDC,
    name: env.OIDC_NAME,
    type: 'oauth',
    wellKnown: `${env.OIDC_ISSUER?.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: (claims: { sub: string }) => ({ id: claims.sub }),
  };
}
