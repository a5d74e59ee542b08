import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { discardIngested } from '@/lib/documents/discard-ingested';
import { ACTIVE_STAGES } from '@/lib/documents/schema';
import { recordEvent } from '@/lib/notifications/record-event';
import type { TenantContext } from '@/lib/tenancy/context';

/** A document that seems to be in work and that no job has becomes a failure with a Retry. Without effect on any other. */
export async function failLost(ctx: TenantContext, id: string): Promise<void> {
  const failed = await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      `update document d set stage = 'failed', failure_code = 'interrupted', stage_at = $2, progress_done = 0, progress_total = 0
       where d.tenant_id = :tenant and d.id = $1 and d.stage = any($3)
         and not exists (select from job j where j.tenant_id = d.tenant_id and j.subject_id = d.id
           and j.state in ('queued', 'running'))
       returning d.id`,
      [id, now(), ACTIVE_STAGES],
    );
    if (!rows[0]) return false;
    const facts = { documentId: id, code: 'interrupted' };
    await recordEvent(sql, { kind: 'document.failed', facts });
    await recordAudit(ctx, sql, {
      action: 'document.fail',
      objectKind: 'document',
      objectId: id,
      outcome: 'error',
      detail: { code: 'interrupted' },
    });
    return true;
  });
  if (failed) await discardIngested(ctx, id);
}
