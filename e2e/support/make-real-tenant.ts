import { createTenant } from '@/lib/console/create-tenant';
import { setFirstPassword } from '@/lib/identity/one-time-links';
import { createSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { makePlatformPerson } from './make-platform-person';

export interface RealTenant {
  /** Its owner's verified context. */
  ctx: TenantContext;
  slug: string;
}

/** A tenant without the demo's exemptions, whose owner came in by the operator's link. */
export async function makeRealTenant(): Promise<RealTenant> {
  const slug = `r-${newId().slice(0, 8)}`;
  const { link } = await createTenant(await makePlatformPerson('operator'), {
    slug,
    name: `Tenant ${slug}`,
    plan: 'free',
    timeZone: 'UTC',
    ownerName: 'Owner',
    ownerEmail: `${newId()}@example.test`,
  });
  const session = await enterByLink(link);
  return { ctx: await verifyTenantSession(session, slug), slug };
}

/** A session of the person who chooses a first password by the link. */
export async function enterByLink(link: string): Promise<string> {
  return createSession(await setFirstPassword(tokenOf(link), 'a long enough password'));
}

export function tokenOf(link: string): string {
  return link.slice('/link/'.length);
}
