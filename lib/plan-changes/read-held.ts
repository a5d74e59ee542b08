import type { TenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Held } from './misfits';

/** What the workspace has now, counted as its quotas count it. */
export async function readHeld(ctx: TenantContext, sql: TenantSql): Promise<Held> {
  const [row] = await sql<{ documents: string; stored: string }>(
    `select count(*) as documents, coalesce(sum(bytes), 0) as stored from document
     where tenant_id = :tenant and stage <> 'cancelled'`,
  );
  const { databaseTier, vectorTier } = ctx.placement;
  return {
    documents: Number(row?.documents ?? 0),
    storedBytes: Number(row?.stored ?? 0),
    databaseTier,
    vectorTier,
  };
}
