import { isAppError } from '@/lib/errors';
import { createSetPasswordLink } from '@/lib/identity/one-time-links';
import type { PlatformContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { CreateTenant } from './schema';

export interface CreatedTenant {
  tenantId: string;
  /** Path of the owner's one-time link; null when the owner can sign in already. */
  linkPath: string | null;
}

/** A tenant with its plan's policy and its owner. `conflict` when the slug is taken. */
export async function createTenant(
  ctx: PlatformContext,
  input: CreateTenant,
): Promise<CreatedTenant> {
  authorizePlatform(ctx, 'tenants:create');
  const { tenantId, ownerId } = await provisionTenant(ctx, {
    ...input,
    tier: 'namespace',
    demo: false,
    reason: `Created on the ${input.plan} plan`,
  });
  return { tenantId, linkPath: await ownerLink(ownerId) };
}

async function ownerLink(ownerId: string): Promise<string | null> {
  try {
    return `/link/${await createSetPasswordLink(ownerId)}`;
  } catch (error) {
    // Someone who has a password already keeps it.
    if (isAppError(error) && error.code === 'conflict') return null;
    throw error;
  }
}
