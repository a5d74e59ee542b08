import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { assertStoredQuota } from '@/lib/traffic/quotas';
import { holdLibrary } from './hold-library';

/** Far longer than a removal can be undone, also while no worker ends it. */
const LATELY_MS = 3_600_000;

/**
 * Takes documents out of every list and answer at once, with their earlier versions; row-level security hides them from
 * everybody. For two minutes `putBackDocuments` undoes it, then the worker ends them. Gives the ids of those that were
 * there. Throws `forbidden`, or `conflict` under a legal hold.
 */
export async function removeDocuments(
  ctx: TenantContext,
  ids: readonly string[],
): Promise<string[]> {
  authorize(ctx, 'documents:delete');
  return withTenantSql(ctx, async (sql) => {
    const own = await sql<{ tenant_id: string; id: string }>(
      'select tenant_id, id from document where tenant_id = :tenant and id = any($1::uuid[])',
      [ids],
    );
    const rows = await sql<{ id: string }>(
      'select id from tenancy.remove_documents($1::uuid[], $2) where :tenant is not null',
      [own.map(({ id }) => id), now()],
    );
    return recorded(ctx, sql, 'document.delete', rows);
  });
}

/**
 * Gives the ids of those that were still to be undone. Throws `forbidden`, and `conflict` when their room was taken meanwhile:
 * what is hidden counts for no quota.
 */
export async function putBackDocuments(
  ctx: TenantContext,
  ids: readonly string[],
): Promise<string[]> {
  authorize(ctx, 'documents:delete');
  const policy = await policyOf(ctx);
  return withTenantSql(ctx, async (sql) => {
    await holdLibrary(sql);
    const filled = await cameLately(sql);
    const rows = await sql<{ id: string }>(
      'select id from tenancy.put_back_documents($1::uuid[]) where :tenant is not null',
      [ids],
    );
    // A workspace that was over its limits before, because these fell, gets back what it had.
    if (filled && rows.length > 0) await assertStoredQuota(ctx, sql, policy);
    return recorded(ctx, sql, 'document.undelete', rows);
  });
}

/** Whether anything that is not hidden itself came since what can be put back was hidden, and long before. */
async function cameLately(sql: TenantSql): Promise<boolean> {
  const rows = await sql(
    'select tenant_id from document where tenant_id = :tenant and created_at > $1 limit 1',
    [new Date(now().getTime() - LATELY_MS)],
  );
  return rows.length > 0;
}

async function recorded(
  ctx: TenantContext,
  sql: TenantSql,
  action: string,
  rows: readonly { id: string }[],
): Promise<string[]> {
  for (const { id } of rows)
    await recordAudit(ctx, sql, { action, objectKind: 'document', objectId: id });
  return rows.map((row) => row.id);
}
