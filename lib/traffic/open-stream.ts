import { AppError } from '@/lib/errors';
import { tenantKv } from '@/lib/kv/tenant-kv';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';

/** Takes one of the tenant's streams and returns what gives it back. Throws `concurrency_limited`. */
export async function openStream(ctx: TenantContext): Promise<() => void> {
  const { openStreams } = await policyOf(ctx);
  const decision = await tenantKv(ctx).openStream(openStreams);
  if (decision.admitted) return () => decision.release();
  throw new AppError(
    'concurrency_limited',
    `Your workspace already has ${decision.used} answers streaming. Wait for one to finish.`,
    {
      retryAfter: 1,
      limit: {
        name: 'open_streams',
        scope: 'tenant',
        limit: openStreams,
        used: decision.used,
        remedy: 'Wait for an answer to finish, or ask your administrator for a higher limit.',
      },
    },
  );
}
