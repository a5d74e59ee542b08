import { clock, now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

/** A delivery in the hands of one worker. */
export interface ClaimedDelivery {
  tenant_id: string;
  id: string;
  /** This one included. */
  attempts: number;
  more: number;
  event_id: string;
  at: Date;
  body_sealed: Buffer;
  endpoint_id: string | null;
  address_sealed: Buffer | null;
  secret_sealed: Buffer | null;
  former_sealed: Buffer | null;
  former_until: Date | null;
  off: boolean | null;
  email: string | null;
}

/** Longer than any try takes; afterwards another worker takes it over. */
const LEASE_MS = 60_000;
const AT_ONCE = 4;

/** What is due, at most one message for each endpoint and person, so that a slow one delays no other for long. */
export async function claimDeliveries(ctx: TenantContext): Promise<ClaimedDelivery[]> {
  return withTenantSql(ctx, async (sql) => {
    const claimed = await sql<{ tenant_id: string; id: string }>(
      `with first as (
         select distinct on (coalesce(endpoint_id, user_id)) id from event_delivery
         where tenant_id = :tenant and next_at <= $1 order by coalesce(endpoint_id, user_id), next_at, id
       ), due as (
         select d.id from event_delivery d join first on first.id = d.id
         where d.tenant_id = :tenant and d.next_at <= $1 order by d.next_at limit $3 for update of d skip locked
       )
       update event_delivery d set attempts = d.attempts + 1, last_at = $1, next_at = $2
       from due where d.tenant_id = :tenant and d.id = due.id returning d.tenant_id, d.id`,
      [now(), new Date(clock().now() + LEASE_MS), AT_ONCE],
    );
    if (claimed.length === 0) return [];
    return sql<ClaimedDelivery>(
      `select d.tenant_id, d.id, d.attempts, d.more, d.event_id, e.at, e.body_sealed, d.endpoint_id, w.address_sealed,
         w.secret_sealed, w.former_sealed, w.former_until, w.disabled_at is not null as off, u.email
       from event_delivery d join tenant_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
         left join webhook_endpoint w on w.tenant_id = d.tenant_id and w.id = d.endpoint_id
         left join app_user u on u.id = d.user_id
       where d.tenant_id = :tenant and d.id = any ($1)`,
      [claimed.map(({ id }) => id)],
    );
  });
}
