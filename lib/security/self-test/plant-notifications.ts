import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { addWebhook } from '@/lib/notifications/add-webhook';
import { switchWebhook } from '@/lib/notifications/change-webhook';
import { eventMessage } from '@/lib/notifications/event-message';
import { readNotifications } from '@/lib/notifications/queries';
import { readDeliveries } from '@/lib/notifications/read-deliveries';
import { TEST_KIND } from '@/lib/notifications/schema';
import { chooseOwn, setNotification } from '@/lib/notifications/settings';
import { sealEventBody } from '@/lib/notifications/webhook-row';
import type { TenantContext } from '@/lib/tenancy/context';

const KIND = 'webhook.disabled';

/**
 * A webhook with the word in its address, switched off at once, since the address leads nowhere; who is told; and a
 * message that was given up. Each once.
 */
export async function plantNotifications(ctx: TenantContext, word: string): Promise<void> {
  const [known] = (await readNotifications(ctx)).webhooks;
  const address = `https://self-test.invalid/${word}`;
  const id = known?.id ?? (await addWebhook(ctx, { address, kinds: [KIND] })).id;
  if (!known) {
    await switchWebhook(ctx, { id, on: false });
    await setNotification(ctx, { kind: KIND, admins: false, people: [], endpoints: [id] });
    await chooseOwn(ctx, { muted: [KIND] });
  }
  // The log forgets after a month.
  if ((await readDeliveries(ctx, {})).deliveries.length === 0) await plantDelivery(ctx, id);
}

async function plantDelivery(ctx: TenantContext, endpointId: string): Promise<void> {
  const at = now();
  const event = { id: newId(), kind: TEST_KIND, at, facts: {} } as const;
  const body = JSON.stringify(eventMessage(event, { id: ctx.tenantId, slug: ctx.slug }));
  await withTenantSql(ctx, async (sql) => {
    await sql(
      'insert into tenant_event (tenant_id, id, kind, at, body_sealed, spread_at) values (:tenant, $1, $2, $3, $4, $3)',
      [event.id, event.kind, at, sealEventBody(ctx, event.id, body)],
    );
    await sql(
      `insert into event_delivery (tenant_id, id, event_id, endpoint_id, created_at, failure) values (:tenant, $1, $2, $3, $4, 'switched off')`,
      [newId(), event.id, endpointId, at],
    );
  });
}
