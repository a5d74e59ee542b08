import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';

export interface FoundTenant {
  id: string;
  slug: string;
  name: string;
  plan: string;
  state: 'active' | 'suspended' | 'erasing';
  createdAt: string;
  /** Lower case; of the first owner. */
  ownerId: string | null;
  ownerEmail: string | null;
}

const SELECT = `select t.id, t.slug, t.name, t.plan, t.state, t.created_at as "createdAt", o.id as "ownerId", o.email as "ownerEmail"
  from tenant t left join lateral (
    select u.id, u.email from membership m join app_user u on u.id = m.user_id
    where m.tenant_id = t.id and m.role = 'owner' order by u.email limit 1) o on true`;

/** All tenants by name, for a command. */
export async function listTenants(ctx: PlatformContext): Promise<FoundTenant[]> {
  authorizePlatform(ctx, 'tenants:read');
  return withPlatform(ctx, { action: 'tenant.list', reason: 'Listed tenants' }, (sql) =>
    sql<FoundTenant>(`${SELECT} order by t.name`),
  );
}

/** The tenant of an address; undefined when there is none. */
export async function findTenant(
  ctx: PlatformContext,
  slug: string,
): Promise<FoundTenant | undefined> {
  authorizePlatform(ctx, 'tenants:read');
  const why = {
    action: 'tenant.find',
    reason: 'Looked a tenant up by its address',
    detail: { slug },
  };
  const [found] = await withPlatform(ctx, why, (sql) =>
    sql<FoundTenant>(`${SELECT} where t.slug = $1`, [slug]),
  );
  return found;
}

/** The same; throws `not_found` in words for the terminal. */
export async function requireTenant(ctx: PlatformContext, slug: string): Promise<FoundTenant> {
  const found = await findTenant(ctx, slug);
  if (!found) throw new AppError('not_found', `There is no tenant with the address ${slug}.`);
  return found;
}
