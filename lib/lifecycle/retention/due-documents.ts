import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { type DueDocument, WARNING_DAYS } from './schema';

interface DueRow {
  tenant_id: string;
  id: string;
  name_sealed: Buffer;
  ends_at: Date;
}

const SHOWN = 100;

/** Documents that the reader may read and that the administrators' choice ends within two weeks, the next first. */
export async function listDueDocuments(ctx: TenantContext): Promise<DueDocument[]> {
  authorize(ctx, 'documents:read');
  const rows = await withTenantSql(ctx, (sql) => dueWithin(sql, WARNING_DAYS, SHOWN));
  const keys = tenantKeys(ctx);
  return rows.map((row) => ({
    id: row.id,
    name: keys.openText({ table: 'document', row: row.id, column: 'name' }, row.name_sealed),
    endsAt: row.ends_at.toISOString(),
  }));
}

/** Ids of documents whose time is over now, the oldest first. */
export async function dueDocumentIds(ctx: TenantContext, limit: number): Promise<string[]> {
  const rows = await withTenantSql(ctx, (sql) => dueWithin(sql, 0, limit));
  return rows.map((row) => row.id);
}

function dueWithin(sql: TenantSql, days: number, limit: number): Promise<DueRow[]> {
  return sql<DueRow>(
    `select d.tenant_id, d.id, d.name_sealed, due.ends_at
     from tenancy.document_rule() r
     join document d on d.tenant_id = :tenant,
       lateral (select greatest(d.created_at + make_interval(days => r.days), r.not_before) as ends_at) due
     where not r.held and due.ends_at <= clock_timestamp() + make_interval(days => $1::int)
     order by due.ends_at, d.id limit $2`,
    [days, limit],
  );
}
