import { createOwnerLink } from '@/lib/identity/invitation-links';
import type { InvitationLink } from '@/lib/identity/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { CreateTenant } from './schema';

/** The link is for the owner. */
export interface CreatedTenant extends InvitationLink {
  tenantId: string;
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
  return { tenantId, ...(await createOwnerLink(ctx, tenantId, ownerId)) };
}
