import { addMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type MadeTenant, makePerson } from './make-tenant';

/** A colleague's verified context, added as the tenant's owner adds one. */
export async function makeMember(
  tenant: MadeTenant,
  role: 'admin' | 'member' = 'member',
): Promise<{ ctx: TenantContext; id: string; session: string }> {
  const person = await makePerson();
  await addMember(tenant.ctx, { email: person.email, name: 'Colleague', role });
  return {
    ctx: await verifyTenantSession(person.session, tenant.slug),
    id: person.id,
    session: person.session,
  };
}
