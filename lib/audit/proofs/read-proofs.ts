import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { anyLog, ownLog } from './log-sql';
import { readLogProofs } from './read-log-proofs';
import { type LogProofs, PLATFORM_LOG } from './schema';

interface Wanted {
  entries: readonly string[];
  seen: number;
}

/** Of the tenant's own log. */
export function readProofs(ctx: TenantContext, wanted: Wanted): Promise<LogProofs> {
  authorize(ctx, 'audit:read');
  return withTenantSql(ctx, (sql) => readLogProofs(ownLog(sql), ctx.tenantId, wanted));
}

/** Of any log, an erased tenant's too: hashes, and nothing of what was committed to. */
export function readPlatformProofs(
  ctx: PlatformContext,
  { log, ...wanted }: Wanted & { log: string },
): Promise<LogProofs> {
  authorizePlatform(ctx, 'audit:read');
  const why = {
    ...{ action: 'audit.verify', reason: 'Verified an audit log', detail: { log } },
    ...(log !== PLATFORM_LOG && { tenantId: log }),
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) => readLogProofs(anyLog(sql, log), log, wanted));
}
