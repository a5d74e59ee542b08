import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { isAppError } from '@/lib/errors';
import { currentPerson } from '@/lib/identity/current-session';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import type { PlatformRole } from '@/lib/tenancy/schema';
import { PATH_HEADER } from './path-header';
import { currentPlatform, currentTenant } from './verified-context';

/**
 * The tenant of a page or layout. Leads to the sign-in and back, to the page of a paused workspace, or to
 * "not found", which is the same for a foreign and an absent workspace.
 */
export async function tenantPage(slug: string): Promise<TenantContext> {
  try {
    return await currentTenant(slug);
  } catch (error) {
    return leave(error);
  }
}

/** The platform's person of a page; "not found" for everyone whose role is not among those given. */
export async function platformPage(...roles: PlatformRole[]): Promise<PlatformContext> {
  let ctx: PlatformContext;
  try {
    ctx = await currentPlatform();
  } catch (error) {
    return leave(error);
  }
  if (roles.length > 0 && !roles.includes(ctx.role)) notFound();
  return ctx;
}

async function leave(error: unknown): Promise<never> {
  if (!isAppError(error)) throw error;
  const next = encodeURIComponent((await headers()).get(PATH_HEADER) ?? '/workspaces');
  switch (error.code) {
    case 'unauthenticated':
      // Who is signed in elsewhere is asked all the same.
      return redirect(`/sign-in?next=${next}${(await currentPerson()) ? '&again' : ''}`);
    case 'second_factor_required':
      return redirect(`/sign-in/second-factor?next=${next}`);
    case 'tenant_suspended':
      return redirect('/paused');
    case 'not_found':
      return notFound();
    default:
      throw error;
  }
}
