import { recordAudit } from '@/lib/audit/record';
import { clock, now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { eventMessage } from './event-message';
import { TEST_KIND } from './schema';
import { sealEventBody } from './webhook-row';

const TESTS_A_MINUTE = 5;
const MINUTE_MS = 60_000;
const AGAIN_SECONDS = 10;

/**
 * Sends a message that says nothing to one endpoint; returns the delivery's id. `not_found`, `conflict` for one that is
 * switched off, `rate_limited` after five of them within a minute.
 */
export async function sendTest(ctx: TenantContext, endpointId: string): Promise<string> {
  authorize(ctx, 'notifications:manage');
  const at = now();
  const eventId = newId();
  const deliveryId = newId();
  await withTenantSql(ctx, async (sql) => {
    // Locked, so that tests at the same moment are counted one after the other.
    const [endpoint] = await sql<{ tenant_id: string; off: boolean }>(
      `select tenant_id, disabled_at is not null as off from webhook_endpoint
       where tenant_id = :tenant and id = $1 for update`,
      [endpointId],
    );
    if (!endpoint) throw notFound();
    if (endpoint.off) throw new AppError('conflict', 'Switch the webhook on first.');
    const [sent] = await sql<{ tests: number }>(
      `select count(*)::integer as tests from event_delivery d
         join tenant_event e on e.tenant_id = d.tenant_id and e.id = d.event_id and e.kind = $3
       where d.tenant_id = :tenant and d.endpoint_id = $1 and d.created_at > $2`,
      [endpointId, new Date(clock().now() - MINUTE_MS), TEST_KIND],
    );
    if ((sent?.tests ?? 0) >= TESTS_A_MINUTE)
      throw new AppError('rate_limited', 'At most five tests a minute.', { retryAfter: 60 });
    const event = { id: eventId, kind: TEST_KIND, at, facts: {} } as const;
    const body = eventMessage(event, { id: ctx.tenantId, slug: ctx.slug });
    await sql(
      `insert into tenant_event (tenant_id, id, kind, at, body_sealed, spread_at) values (:tenant, $1, $2, $3, $4, $3)`,
      [eventId, TEST_KIND, at, sealEventBody(ctx, eventId, JSON.stringify(body))],
    );
    await sql(
      `insert into event_delivery (tenant_id, id, event_id, endpoint_id, created_at, next_at) values (:tenant, $1, $2, $3, $4, $4)`,
      [deliveryId, eventId, endpointId, at],
    );
    await recordAudit(ctx, sql, {
      action: 'webhook.test',
      objectKind: 'webhook',
      objectId: endpointId,
    });
  });
  return deliveryId;
}

/**
 * Sends what was delivered or given up once more, with the same id. `not_found`, `conflict` for one that waits or whose
 * endpoint is off, `rate_limited` within ten seconds of the last try.
 */
export async function sendAgain(ctx: TenantContext, deliveryId: string): Promise<void> {
  authorize(ctx, 'notifications:manage');
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ tenant_id: string; endpoint_id: string | null } & AgainRow>(
      `select d.tenant_id, d.endpoint_id, d.next_at is not null as waiting, d.last_at,
         coalesce(w.disabled_at is not null, false) as off
       from event_delivery d left join webhook_endpoint w on w.tenant_id = d.tenant_id and w.id = d.endpoint_id
       where d.tenant_id = :tenant and d.id = $1 for update of d`,
      [deliveryId],
    );
    if (!row) throw notFound();
    refuseNow(row);
    await sql(
      `update event_delivery set next_at = $2, delivered_at = null, attempts = 0 where tenant_id = :tenant and id = $1`,
      [deliveryId, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'webhook.send_again',
      objectKind: 'webhook',
      ...(row.endpoint_id && { objectId: row.endpoint_id }),
      detail: { delivery: deliveryId },
    });
    await wakeDeliveries(sql);
  });
}

interface AgainRow {
  waiting: boolean;
  off: boolean;
  last_at: Date | null;
}

function refuseNow(row: AgainRow): void {
  if (row.waiting) throw new AppError('conflict', 'It is on its way already.');
  if (row.off) throw new AppError('conflict', 'Switch the webhook on first.');
  const since = row.last_at ? (clock().now() - row.last_at.getTime()) / 1000 : AGAIN_SECONDS;
  if (since < AGAIN_SECONDS)
    throw new AppError('rate_limited', 'It was tried a moment ago.', {
      retryAfter: Math.ceil(AGAIN_SECONDS - since),
    });
}

/** After the transaction the worker looks at once; an event that is added says so itself. */
async function wakeDeliveries(sql: TenantSql): Promise<void> {
  await sql(`select pg_notify('tenantry_events', '') where :tenant::uuid is not null`);
}
