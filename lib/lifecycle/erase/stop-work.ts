import { settle } from '@/lib/budget/settle';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { stopCancelled } from '@/lib/jobs/job-signals';
import { stopTenantWork } from '@/lib/lifecycle/stop-tenant-work';
import type { TenantContext } from '@/lib/tenancy/context';

/**
 * Ends everything that is under way for the tenant: answers, uploads, downloads, waiting and running jobs.
 * A hold that nobody settled is settled at its bound, so that its money is among the totals. Counts.
 */
export async function stopWork(ctx: TenantContext): Promise<Record<string, number>> {
  await stopTenantWork(ctx);
  const jobs = await withTenantSql(ctx, (sql) =>
    sql<{ id: string; was: string }>(
      `update job j set state = 'cancelled', finished_at = $1
       from (select id, state from job where tenant_id = :tenant and state in ('queued', 'running') for update) b
       where j.tenant_id = :tenant and j.id = b.id returning j.id, b.state as was`,
      [now()],
    ),
  );
  await stopCancelled(jobs.map(({ id }) => id));
  const holds = await withTenantSql(ctx, (sql) =>
    sql<{ id: string }>(`select id from reservation where tenant_id = :tenant and state = 'held'`),
  );
  for (const { id } of holds)
    await settle(ctx, id, { outcome: 'unknown', usage: undefined, estimated: true });
  return {
    jobsQueued: jobs.filter(({ was }) => was === 'queued').length,
    jobsRunning: jobs.filter(({ was }) => was === 'running').length,
    holds: holds.length,
  };
}
