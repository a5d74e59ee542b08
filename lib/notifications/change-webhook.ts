import { recordAudit } from '@/lib/audit/record';
import { clock, now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { newWebhookSecret } from '@/lib/notify/webhook-signature';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { NewSecretOf, RotateSecret, SwitchWebhook } from './schema';
import { openWebhook, sealWebhook } from './webhook-row';

const HOUR_MS = 3_600_000;

/** A new secret; for the overlap messages are signed under both, so that the receiver can change over. `not_found`. */
export async function rotateSecret(
  ctx: TenantContext,
  { id, overlapHours }: RotateSecret,
): Promise<NewSecretOf> {
  authorize(ctx, 'notifications:manage');
  const secret = newWebhookSecret();
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ tenant_id: string; secret_sealed: Buffer }>(
      'select tenant_id, secret_sealed from webhook_endpoint where tenant_id = :tenant and id = $1 for update',
      [id],
    );
    if (!row) throw notFound();
    const former = openWebhook(ctx, id, 'secret', row.secret_sealed);
    const overlaps = overlapHours > 0;
    await sql(
      'update webhook_endpoint set secret_sealed = $2, former_sealed = $3, former_until = $4 where tenant_id = :tenant and id = $1',
      [
        id,
        sealWebhook(ctx, id, 'secret', secret),
        overlaps ? sealWebhook(ctx, id, 'former', former) : null,
        overlaps ? new Date(clock().now() + overlapHours * HOUR_MS) : null,
      ],
    );
    await recordAudit(ctx, sql, {
      action: 'webhook.rotate',
      objectKind: 'webhook',
      objectId: id,
      detail: { overlapHours },
    });
  });
  return { id, secret };
}

/** Off: nothing goes there, and what waits is not sent any more. On: from the next event on. `not_found`. */
export async function switchWebhook(ctx: TenantContext, { id, on }: SwitchWebhook): Promise<void> {
  authorize(ctx, 'notifications:manage');
  await withTenantSql(ctx, async (sql) => {
    const changed = await sql(
      `update webhook_endpoint set disabled_at = $2, disabled_because = $3, failures = 0, failing_since = null, held_until = null
       where tenant_id = :tenant and id = $1 returning tenant_id`,
      [id, on ? null : now(), on ? null : 'person'],
    );
    if (changed.length === 0) throw notFound();
    if (!on)
      await sql(
        `update event_delivery set next_at = null, failure = 'switched off'
         where tenant_id = :tenant and endpoint_id = $1 and next_at is not null`,
        [id],
      );
    const action = on ? 'webhook.switch_on' : 'webhook.switch_off';
    await recordAudit(ctx, sql, { action, objectKind: 'webhook', objectId: id });
  });
}

/** With its secret and the log of its deliveries. `not_found`. */
export async function removeWebhook(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'notifications:manage');
  await withTenantSql(ctx, async (sql) => {
    const gone = await sql(
      'delete from webhook_endpoint where tenant_id = :tenant and id = $1 returning tenant_id',
      [id],
    );
    if (gone.length === 0) throw notFound();
    await recordAudit(ctx, sql, { action: 'webhook.remove', objectKind: 'webhook', objectId: id });
  });
}
