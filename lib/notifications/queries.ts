import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { sendsMail } from '@/lib/notify/send-mail';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { DisabledBecause, EventKind, NotificationsView, WebhookView } from './schema';
import { readSettings } from './settings';
import { openWebhook } from './webhook-row';

interface WebhookRow {
  tenant_id: string;
  id: string;
  address_sealed: Buffer;
  kinds: EventKind[];
  created_at: Date;
  failing_since: Date | null;
  former_until: Date | null;
  disabled_at: Date | null;
  disabled_because: DisabledBecause | null;
  waiting: number;
}

/** Who is told of what, and the endpoints, oldest first. Throws `forbidden`. */
export async function readNotifications(ctx: TenantContext): Promise<NotificationsView> {
  authorize(ctx, 'notifications:manage');
  return withTenantSql(ctx, async (sql) => {
    const settings = await readSettings(sql);
    const webhooks = await sql<WebhookRow>(
      `select w.tenant_id, w.id, w.address_sealed, w.kinds, w.created_at, w.failing_since, w.former_until, w.disabled_at,
         w.disabled_because, (select count(*)::integer from event_delivery d
           where d.tenant_id = :tenant and d.endpoint_id = w.id and d.next_at is not null) as waiting
       from webhook_endpoint w where w.tenant_id = :tenant order by w.created_at, w.id`,
    );
    const members = await sql<{ tenant_id: string; id: string; name: string; email: string }>(
      `select m.tenant_id, u.id, u.name, u.email from membership m join app_user u on u.id = m.user_id
       where m.tenant_id = :tenant and m.accepted_at is not null order by u.name, u.id limit 1000`,
    );
    return {
      settings,
      webhooks: webhooks.map((row) => toView(ctx, row)),
      members: members.map(({ id, name, email }) => ({ id, name, email })),
      sendsMail: sendsMail(),
    };
  });
}

function toView(ctx: TenantContext, row: WebhookRow): WebhookView {
  return {
    id: row.id,
    address: openWebhook(ctx, row.id, 'address', row.address_sealed),
    kinds: row.kinds,
    createdAt: row.created_at.toISOString(),
    failingSince: row.failing_since?.toISOString() ?? null,
    disabled:
      row.disabled_at && row.disabled_because
        ? { at: row.disabled_at.toISOString(), because: row.disabled_because }
        : null,
    formerUntil:
      row.former_until && row.former_until > now() ? row.former_until.toISOString() : null,
    waiting: row.waiting,
  };
}
