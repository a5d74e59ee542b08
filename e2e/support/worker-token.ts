import { now } from '@/lib/clock';
import { renewJob } from '@/lib/db/credentials';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { MadeTenant } from './make-tenant';

/** A worker's signed context for the tenant. The job is held from its first moment, so no worker takes it. */
export async function workerToken(tenant: MadeTenant, leaseSeconds = 60): Promise<string> {
  const job = newId();
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `insert into job (tenant_id, id, kind, subject_id, state, locked_by, locked_until, created_by, created_at)
       values (:tenant, $1, 'ingest', $2, 'running', $3, clock_timestamp() + interval '1 hour', $4, $5)`,
      [job, newId(), job, tenant.ctx.principal.id, now()],
    ),
  );
  const renewed = await renewJob(tenant.ctx.tenantId, job, job, leaseSeconds);
  await withTenantSql(tenant.ctx, (sql) =>
    sql(`update job set state = 'done' where tenant_id = :tenant and id = $1`, [job]),
  );
  if (!renewed) throw new Error('The job was not renewed.');
  return renewed.context;
}
