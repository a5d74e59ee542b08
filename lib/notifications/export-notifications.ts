import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { readSettings } from './settings';
import { openWebhook } from './webhook-row';

/** For the archive of the workspace: who is told of what, and the webhooks without their secrets. */
export async function exportNotifications(ctx: TenantContext): Promise<object> {
  return withTenantSql(ctx, async (sql) => {
    const settings = await readSettings(sql);
    const choices = await sql<object>(
      `select c.user_id as "personId", c.muted, c.changed_at as "changedAt" from notification_choice c
       where c.tenant_id = :tenant order by c.user_id`,
    );
    const webhooks = await sql<{ tenant_id: string; id: string; address_sealed: Buffer }>(
      `select w.tenant_id, w.id, w.address_sealed, w.kinds, w.created_at as "createdAt", w.disabled_at as "disabledAt"
       from webhook_endpoint w where w.tenant_id = :tenant order by w.created_at, w.id`,
    );
    return {
      settings,
      choices,
      webhooks: webhooks.map(({ tenant_id: _, address_sealed, ...webhook }) => ({
        ...webhook,
        address: openWebhook(ctx, webhook.id, 'address', address_sealed),
      })),
    };
  });
}
