import { AppError, isAppError } from '@/lib/errors';
import { createOwnerLink } from '@/lib/identity/invitation-links';
import type { InvitationLink } from '@/lib/identity/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { type ProvisionedTenant, provisionTenant } from '@/lib/tenancy/provision-tenant';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import { type FoundTenant, findTenant } from './find-tenant';

export interface ProvisionRequest {
  slug: string;
  name: string;
  plan: Plan;
  timeZone: string;
  ownerEmail: string;
  ownerName: string;
  reason: string;
  /** Whether an owner of a tenant that is there already gets a new link, in place of the earlier one. */
  newLink: boolean;
}

export interface Provisioned {
  tenantId: string;
  /** False when it was there already: then nothing was changed. */
  created: boolean;
  /** For the owner; shown once. */
  invitation: InvitationLink | undefined;
}

/**
 * Makes a tenant with keys, placement, policy, first folder and its owner's invitation. Asked for again with
 * the same address and owner it changes nothing and says so. `conflict` when the address is another owner's,
 * or its tenant is being erased.
 */
export async function provision(
  ctx: PlatformContext,
  request: ProvisionRequest,
): Promise<Provisioned> {
  authorizePlatform(ctx, 'tenants:create');
  const before = await findTenant(ctx, request.slug);
  if (before) return existing(ctx, request, before);
  const { newLink: _, ...tenant } = request;
  let made: ProvisionedTenant;
  try {
    made = await provisionTenant(ctx, { ...tenant, tier: 'namespace', demo: false });
  } catch (error) {
    // The same command ran twice at once, and the other one was first.
    const meanwhile =
      isAppError(error) && error.code === 'conflict' && (await findTenant(ctx, request.slug));
    if (!meanwhile) throw error;
    return existing(ctx, request, meanwhile);
  }
  const invitation = await createOwnerLink(ctx, made.tenantId, made.ownerId);
  return { tenantId: made.tenantId, created: true, invitation };
}

async function existing(
  ctx: PlatformContext,
  request: ProvisionRequest,
  tenant: FoundTenant,
): Promise<Provisioned> {
  if (tenant.state === 'erasing')
    throw new AppError('conflict', `${tenant.slug} is being erased. Wait for its receipt.`);
  if (tenant.ownerEmail !== request.ownerEmail || !tenant.ownerId)
    throw new AppError('conflict', `The address ${tenant.slug} is taken by another owner.`);
  return {
    tenantId: tenant.id,
    created: false,
    invitation: request.newLink ? await createOwnerLink(ctx, tenant.id, tenant.ownerId) : undefined,
  };
}
