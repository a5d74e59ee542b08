import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * How many days after its upload a document ends; null: never. No document ends within two weeks of the
 * change, whatever its age.
 */
export async function setDocumentDays(
  ctx: TenantContext,
  documentDays: number | null,
): Promise<void> {
  authorize(ctx, 'retention:edit');
  await withTenantSql(ctx, async (sql) => {
    const [before] = await sql<{ document_days: number | null }>(
      'select document_days from retention_setting where tenant_id = :tenant',
    );
    await sql(
      `insert into retention_setting (tenant_id, document_days, changed_by, changed_at)
       values (:tenant, $1, $2, $3)
       on conflict (tenant_id) do update set document_days = excluded.document_days,
         changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      [documentDays, ctx.principal.id, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'retention.change',
      objectKind: 'policy',
      detail: { from: before?.document_days ?? null, to: documentDays },
    });
  });
}
