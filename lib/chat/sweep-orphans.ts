import { recordAudit } from '@/lib/audit/record';
import { FIRST_EMBEDDING } from '@/lib/budget/reserve-embedding';
import { settle } from '@/lib/budget/settle';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { staleHolds } from '@/lib/tenancy/verify-work';

/** A hold not renewed for this long belongs to a process that is gone. */
const STALE_SECONDS = 40;
const BATCH = 100;

/**
 * Ends what a process did not live to end: the hold is settled at its bound, marked estimated, and the
 * request gets its row and its audit entry. All that are due, together; one that cannot be settled keeps no
 * other back.
 */
export async function sweepOrphans(): Promise<void> {
  for (;;) {
    const holds = await staleHolds(STALE_SECONDS, BATCH);
    const ended = await Promise.all(holds.map(({ ctx, reservationId }) => end(ctx, reservationId)));
    if (holds.length < BATCH || !ended.some(Boolean)) return;
  }
}

/** Whether it is ended. */
async function end(ctx: TenantContext, reservationId: string): Promise<boolean> {
  const hold = { tenant: ctx.tenantId, reservation: reservationId };
  try {
    await settle(ctx, reservationId, { outcome: 'unknown', usage: undefined, estimated: true });
    await recordOrphan(ctx, reservationId);
    log.warn(hold, 'an orphaned hold was settled at its bound');
    return true;
  } catch (error) {
    log.error({ ...hold, err: error }, 'an orphaned hold could not be settled');
    return false;
  }
}

interface OrphanRow {
  tenant_id: string;
  id: string;
  principal_id: string;
  documents: string[];
}

/** Nothing is written for a request that has its row already, or for what was embedded: the ledger alone tells that. */
async function recordOrphan(ctx: TenantContext, reservationId: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const [request] = await sql<OrphanRow>(
      `with orphan as (
         select * from reservation where tenant_id = :tenant and id = $1 and call_ordinal < $2
       ), used as (
         select coalesce(sum(l.input_tokens), 0) as input, coalesce(sum(l.output_tokens), 0) as output,
           coalesce(sum(l.cost_nano), 0) as cost, coalesce(sum(l.price_nano), 0) as price
         from ledger_entry l join orphan o on o.request_id = l.request_id where l.tenant_id = :tenant
       ), recorded as (
         insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, model, policy_version,
           started_at, latency_ms, passages, input_tokens, output_tokens, cost_nano, price_nano)
         select o.tenant_id, o.request_id, o.principal_kind, o.principal_id, o.feature, 'error', 'internal', o.model,
           o.policy_version, o.created_at, greatest(0, extract(epoch from o.settled_at - o.created_at) * 1000),
           cardinality(o.documents), u.input, u.output, u.cost, u.price
         from orphan o, used u
         on conflict do nothing returning tenant_id, id, principal_id
       )
       select r.tenant_id, r.id, r.principal_id, o.documents from recorded r, orphan o`,
      [reservationId, FIRST_EMBEDDING],
    );
    if (!request) return;
    await recordAudit(ctx, sql, {
      action: 'answer.create',
      objectKind: 'answer',
      requestId: request.id,
      outcome: 'error',
      detail: { principal: request.principal_id, documents: request.documents, error: 'internal' },
    });
  });
}
