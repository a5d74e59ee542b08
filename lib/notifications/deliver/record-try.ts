import { recordAudit } from '@/lib/audit/record';
import { clock, now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { recordEvent } from '../record-event';
import type { DisabledBecause } from '../schema';
import { GIVE_UP_MS, holdMs, LEAST_FAILURES, retryMs } from './backoff';
import type { ClaimedDelivery } from './claim-deliveries';
import type { TryResult } from './try-delivery';

/** Writes down how a try ended and what follows from it, unless another worker took the delivery over meanwhile. */
export async function recordTry(
  ctx: TenantContext,
  claimed: ClaimedDelivery,
  result: TryResult,
): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const taken = result.failure === undefined;
    // Of an endpoint that was switched off meanwhile nothing waits.
    const held = await sql(
      `update event_delivery set delivered_at = $3, status = $5, failure = $6, next_at = case when not exists (
           select from webhook_endpoint w where w.tenant_id = :tenant and w.id = endpoint_id and w.disabled_at is not null
         ) then $4::timestamptz end
       where tenant_id = :tenant and id = $1 and attempts = $2 and delivered_at is null returning tenant_id`,
      [
        claimed.id,
        claimed.attempts,
        taken ? now() : null,
        taken ? null : nextTry(claimed, result),
        result.status,
        result.failure ?? null,
      ],
    );
    if (held.length === 0 || !claimed.endpoint_id || claimed.off) return;
    if (taken) await endpointTakes(sql, claimed.endpoint_id);
    else await endpointFails(ctx, sql, claimed.endpoint_id, result);
  });
}

function nextTry(claimed: ClaimedDelivery, result: TryResult): Date | null {
  const time = clock().now();
  if (result.final || time - claimed.at.getTime() >= GIVE_UP_MS) return null;
  return new Date(time + retryMs(claimed.attempts, Math.random()));
}

/** What waited because the endpoint was away goes at once. */
async function endpointTakes(sql: TenantSql, id: string): Promise<void> {
  const failed = await sql(
    `update webhook_endpoint set failures = 0, failing_since = null, held_until = null
     where tenant_id = :tenant and id = $1 and failures > 0 returning tenant_id`,
    [id],
  );
  if (failed.length > 0)
    await sql(
      `update event_delivery set next_at = $2
       where tenant_id = :tenant and endpoint_id = $1 and attempts = 0 and next_at > $2`,
      [id, now()],
    );
}

async function endpointFails(
  ctx: TenantContext,
  sql: TenantSql,
  id: string,
  result: TryResult,
): Promise<void> {
  const [endpoint] = await sql<{ tenant_id: string; failures: number; failing_since: Date }>(
    `update webhook_endpoint set failures = failures + 1, failing_since = coalesce(failing_since, $2)
     where tenant_id = :tenant and id = $1 and disabled_at is null returning tenant_id, failures, failing_since`,
    [id, now()],
  );
  if (!endpoint) return;
  const since = clock().now() - endpoint.failing_since.getTime();
  if (result.gone) return disable(ctx, sql, id, 'gone');
  if (since >= GIVE_UP_MS && endpoint.failures >= LEAST_FAILURES)
    return disable(ctx, sql, id, 'failing');
  if (!result.away) return;
  const until = new Date(clock().now() + holdMs(endpoint.failures));
  await sql('update webhook_endpoint set held_until = $2 where tenant_id = :tenant and id = $1', [
    id,
    until,
  ]);
  await sql(
    `update event_delivery set next_at = $2
     where tenant_id = :tenant and endpoint_id = $1 and attempts = 0 and next_at < $2`,
    [id, until],
  );
}

async function disable(
  ctx: TenantContext,
  sql: TenantSql,
  id: string,
  because: DisabledBecause,
): Promise<void> {
  await sql(
    `update webhook_endpoint set disabled_at = $2, disabled_because = $3 where tenant_id = :tenant and id = $1`,
    [id, now(), because],
  );
  await sql(
    `update event_delivery set next_at = null, failure = 'switched off'
     where tenant_id = :tenant and endpoint_id = $1 and next_at is not null`,
    [id],
  );
  await recordAudit(ctx, sql, {
    action: 'webhook.disable',
    objectKind: 'webhook',
    objectId: id,
    detail: { because },
  });
  await recordEvent(sql, { kind: 'webhook.disabled', facts: { endpointId: id, because } });
}
