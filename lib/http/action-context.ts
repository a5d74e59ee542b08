import { unstable_rethrow } from 'next/navigation';
import { type ErrorBody, isAppError, toErrorBody } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { pageRequestId } from './page-request';
import { currentPlatform, currentTenant } from './verified-context';

/** What a server action gives the client: failures are values, since thrown ones reach it without words. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; error: ErrorBody };

/** Runs a change for the tenant of the slug, once PostgreSQL verified the session for it. */
export function tenantAction<T>(
  slug: string,
  work: (ctx: TenantContext) => Promise<T>,
): Promise<ActionResult<T>> {
  return result(async () => work(await currentTenant(slug)));
}

/** The same for the platform's people. */
export function platformAction<T>(
  work: (ctx: PlatformContext) => Promise<T>,
): Promise<ActionResult<T>> {
  return result(async () => work(await currentPlatform()));
}

async function result<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    unstable_rethrow(error);
    const requestId = pageRequestId() ?? newId();
    if (!isAppError(error)) log.error({ err: error, requestId }, 'a server action failed');
    return { ok: false, error: toErrorBody(error, requestId).body };
  }
}
