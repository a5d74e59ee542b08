import { cache } from 'react';
import { AppError, isAppError } from '@/lib/errors';
import { currentPerson, sessionToken } from '@/lib/identity/current-session';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import {
  isSignedOutOf,
  verifyPlatformSession,
  verifyTenantSession,
} from '@/lib/tenancy/verify-session';

/**
 * The proof for the tenant in the URL, from the request's cookie; minted once a page. Throws
 * `unauthenticated`, `not_found`, `tenant_suspended`.
 */
export const currentTenant: (slug: string) => Promise<TenantContext> = cache(async (slug) =>
  orSignedOut(verifyTenantSession(await sessionToken(), slug), async () => {
    const token = await sessionToken();
    return token !== undefined && isSignedOutOf(token, slug);
  }),
);

/** The proof for a platform role. Throws `unauthenticated`, `not_found`, `second_factor_required`. */
export const currentPlatform: () => Promise<PlatformContext> = cache(async () =>
  orSignedOut(verifyPlatformSession(await sessionToken())),
);

/** The database says nothing of a session that is over; people need to hear that they must sign in. */
async function orSignedOut<T>(proof: Promise<T>, hasToSignIn = async () => false): Promise<T> {
  try {
    return await proof;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found' && !(await currentPerson())) {
      throw new AppError('unauthenticated', 'Your session has ended. Sign in again.');
    }
    if (isAppError(error) && error.code === 'not_found' && (await hasToSignIn())) {
      throw new AppError(
        'unauthenticated',
        'An administrator signed you out of this workspace. Sign in again.',
      );
    }
    throw error;
  }
}
