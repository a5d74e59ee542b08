import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { endOpenWork } from '@/lib/lifecycle/open-work';
import type { TenantContext } from '@/lib/tenancy/context';

const LONGEST_MS = 5_000;
const LOOK_MS = 100;

/**
 * After the tenant's state was changed: ends its answers, uploads, downloads and jobs in this process at once.
 * Other processes were told by the same commit and end theirs within two seconds. Returns when the answers of
 * all of them are settled at what they produced, or after five seconds.
 */
export async function stopTenantWork(ctx: TenantContext): Promise<void> {
  const longest = AbortSignal.timeout(LONGEST_MS);
  const over = new Promise<void>((resolve) => longest.addEventListener('abort', () => resolve()));
  await Promise.race([endOpenWork(ctx), over]);
  while (!longest.aborted && (await anyLiveHold(ctx))) await clock().sleep(LOOK_MS);
}

/** A hold that its process renewed a moment ago; others were left by a crash. */
async function anyLiveHold(ctx: TenantContext): Promise<boolean> {
  const held = await withTenantSql(ctx, (sql) =>
    sql(
      `select id from reservation where tenant_id = :tenant and state = 'held'
         and renewed_at > clock_timestamp() - interval '30 seconds' limit 1`,
    ),
  );
  return held.length > 0;
}
