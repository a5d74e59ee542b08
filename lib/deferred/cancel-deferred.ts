import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { deferredSignals } from './deferred-signals';

/**
 * Takes one's own question out of the queue; of one that is being answered, what came so far is kept and charged.
 * One that has ended stays as it ended. Throws `not_found`, for another's as for an absent one.
 */
export async function cancelDeferred(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'chat:ask');
  if (!isId(id)) throw notFound();
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ tenant_id: string; state: string; request_id: string }>(
      'select tenant_id, state, request_id from deferred_answer where tenant_id = :tenant and id = $1 for update',
      [id],
    );
    if (!row) throw notFound();
    if (row.state !== 'waiting' && row.state !== 'running') return;
    const at = now();
    await sql(
      `update deferred_answer set state = 'cancelled', ended_at = $2, seen_at = $2
       where tenant_id = :tenant and id = $1`,
      [id, at],
    );
    await recordAudit(ctx, sql, {
      action: 'answer.cancel',
      objectKind: 'answer',
      requestId: row.request_id,
      detail: { deferred: id, state: row.state },
    });
  });
  deferredSignals.emit('cancelled', id);
}
