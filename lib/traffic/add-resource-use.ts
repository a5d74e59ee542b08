import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

export interface ResourcesUsed {
  pages?: number;
  /** Milliseconds. */
  cpuMs?: number;
  bytesOut?: number;
}

/** Adds to what the tenant used on its day of now. */
export async function addResourceUse(ctx: TenantContext, used: ResourcesUsed): Promise<void> {
  const { pages = 0, cpuMs = 0, bytesOut = 0 } = used;
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.use_resources($1, $2, $3, $4) as added where :tenant is not null', [
      now(),
      pages,
      Math.round(cpuMs),
      bytesOut,
    ]),
  );
}
