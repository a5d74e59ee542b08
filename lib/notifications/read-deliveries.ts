import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { DeliveryPage, DeliveryParams, DeliveryView, SentKind } from './schema';
import { openWebhook } from './webhook-row';

const PAGE = 50;

interface DeliveryRow {
  tenant_id: string;
  id: string;
  event_id: string;
  kind: SentKind;
  at: Date;
  created_at: Date;
  endpoint_id: string | null;
  address_sealed: Buffer | null;
  person: string | null;
  attempts: number;
  status: number | null;
  failure: string | null;
  next_at: Date | null;
  delivered_at: Date | null;
  more: number;
}

/**
 * Deliveries of the last 30 days, newest first. `endpoint`: of one webhook alone; `older`: where the former page
 * ended. What is none of these shows nothing. Throws `forbidden`.
 */
export async function readDeliveries(
  ctx: TenantContext,
  { endpoint, older }: DeliveryParams,
): Promise<DeliveryPage> {
  authorize(ctx, 'notifications:manage');
  const [before, beforeId] = cursorOf(older);
  const rows = await withTenantSql(ctx, (sql) =>
    sql<DeliveryRow>(
      `select d.tenant_id, d.id, d.event_id, e.kind, e.at, d.created_at, d.endpoint_id, w.address_sealed, u.name as person,
         d.attempts, d.status, d.failure, d.next_at, d.delivered_at, d.more
       from event_delivery d join tenant_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
         left join webhook_endpoint w on w.tenant_id = d.tenant_id and w.id = d.endpoint_id
         left join app_user u on u.id = d.user_id
       where d.tenant_id = :tenant and ($1::uuid is null or d.endpoint_id = $1)
         and ($2::timestamptz is null or (d.created_at, d.id) < ($2, $3::uuid))
       order by d.created_at desc, d.id desc limit $4`,
      [endpoint ?? null, before ?? null, beforeId ?? null, PAGE + 1],
    ),
  );
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    deliveries: shown.map((row) => toView(ctx, row)),
    older: rows.length > PAGE && last ? `${last.created_at.toISOString()}_${last.id}` : null,
  };
}

const CURSOR =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function cursorOf(older: string | undefined): [Date?, string?] {
  const [, at, id] = CURSOR.exec(older ?? '') ?? [];
  const date = new Date(at ?? '');
  return at && id && !Number.isNaN(date.getTime()) ? [date, id] : [];
}

function toView(ctx: TenantContext, row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    eventId: row.event_id,
    kind: row.kind,
    at: row.at.toISOString(),
    to:
      row.endpoint_id && row.address_sealed
        ? openWebhook(ctx, row.endpoint_id, 'address', row.address_sealed)
        : (row.person ?? ''),
    channel: row.endpoint_id ? 'webhook' : 'email',
    state: row.delivered_at ? 'delivered' : row.next_at ? 'waiting' : 'failed',
    attempts: row.attempts,
    status: row.status,
    failure: row.failure,
    nextAt: row.next_at?.toISOString() ?? null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    more: row.more,
  };
}
