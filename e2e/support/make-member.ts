import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type MadeTenant, makePerson } from './make-tenant';

/** A colleague's verified context, added as the tenant's owner adds one. */
export async function makeMember(
  tenant: MadeTenant,
  role: 'admin' | 'member' = 'member',
): Promise<{ ctx: TenantContext; id: string; session: string }> {
  const person = await makePerson();
  await withTenantSql(tenant.ctx, (sql) =>
    sql('select tenancy.add_member($1, $2, $3, $4, $5) where tenancy.current_tenant() = :tenant', [
      person.id,
      person.email,
      'Colleague',
      role,
      now(),
    ]),
  );
  return {
    ctx: await verifyTenantSession(person.session, tenant.slug),
    id: person.id,
    session: person.session,
  };
}
