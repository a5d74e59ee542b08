import {
  type MintedTenant,
  mintPlatform,
  mintTenant,
  type Renewed,
  renewTenant,
  sessionMemberships,
  signedOutOf,
} from '@/lib/db/credentials';
import { AppError, notFound } from '@/lib/errors';
import { hashSecret } from '@/lib/ids';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { PlatformContext, TenantContext } from './context';
import type { SignedContext, SignedTenant } from './context-class';
import { mintPlatformContext, mintTenantContext } from './mint-context';
import type { PlatformRole, TenantRole } from './schema';
import { workspaceFacts } from './workspace-facts';

/** What PostgreSQL gives a context; the code here only has to renew before it ends. */
const LIFETIME_MS = 60_000;

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * The proof for one tenant, from a session token and the slug in the URL. A foreign and an unknown
 * slug are the same `not_found`; `unauthenticated` without a session.
 */
export async function verifyTenantSession(
  sessionToken: string | undefined,
  slug: string,
): Promise<TenantContext> {
  if (!sessionToken) throw new AppError('unauthenticated', 'Sign in to go on.');
  if (!SLUG.test(slug)) throw notFound();
  const tokenHash = hashSecret(sessionToken);
  const row = await mintTenant(tokenHash, slug);
  if (!row) throw notFound();
  const signed = signedOrSuspended(row);
  await readyKeys(row.tenant_id);
  return mintTenantContext(
    {
      ...workspaceFacts({ ...row, slug }),
      principal: {
        kind: 'user',
        id: row.user_id,
        role: row.role as TenantRole,
        name: row.user_name,
        email: row.user_email,
      },
      sessionId: row.session_id,
    },
    signed,
    async () => {
      const again = await renewTenant(row.session_id, slug);
      if (!again) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.');
      return signedOrSuspended(again);
    },
  );
}

/** The proof for an operator, finance person or auditor; `second_factor_required` until one was given. */
export async function verifyPlatformSession(
  sessionToken: string | undefined,
): Promise<PlatformContext> {
  if (!sessionToken) throw new AppError('unauthenticated', 'Sign in to go on.');
  const tokenHash = hashSecret(sessionToken);
  const row = await mintPlatform(tokenHash);
  if (!row) throw notFound();
  return mintPlatformContext(
    {
      userId: row.user_id,
      name: row.user_name,
      email: row.user_email,
      role: row.role as PlatformRole,
    },
    signedOrSecondFactor(row.context),
    async () => {
      const again = await mintPlatform(tokenHash);
      if (!again) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.');
      return signedOrSecondFactor(again.context);
    },
  );
}

export interface Membership {
  slug: string;
  name: string;
  role: TenantRole;
  suspended: boolean;
}

/** The tenants a signed-in person belongs to, by name. */
export async function listMemberships(sessionToken: string): Promise<Membership[]> {
  const rows = await sessionMemberships(hashSecret(sessionToken));
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    role: row.role as TenantRole,
    suspended: row.state === 'suspended',
  }));
}

/** Whether an administrator of the workspace ended what the session may do there. */
export async function isSignedOutOf(sessionToken: string, slug: string): Promise<boolean> {
  return SLUG.test(slug) && signedOutOf(hashSecret(sessionToken), slug);
}

function signedOrSuspended(minted: MintedTenant | Renewed | { context: null }): SignedTenant {
  if (minted.context === null || !minted.placement) {
    throw new AppError(
      'tenant_suspended',
      'This workspace is paused. Its administrators know why, or can ask the operator.',
    );
  }
  return { ...signed(minted.context), placement: minted.placement };
}

function signedOrSecondFactor(context: string | null): SignedContext {
  if (context === null)
    throw new AppError('second_factor_required', 'Confirm your sign-in with a second factor.');
  return signed(context);
}

function signed(token: string): SignedContext {
  return { token, expiresAt: performance.timeOrigin + performance.now() + LIFETIME_MS };
}
