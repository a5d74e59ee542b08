import { isIP } from 'node:net';
import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { newWebhookSecret } from '@/lib/notify/webhook-signature';
import { isPublicAddress } from '@/lib/outgoing/public-lookup';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { AddWebhook, NewSecretOf } from './schema';
import { sealWebhook } from './webhook-row';

/** Endpoints of a workspace. */
export const MOST_WEBHOOKS = 20;

/**
 * A further endpoint, with the secret that its messages are signed under, given out this once. `invalid_input` for an
 * address inside the installation's network, `conflict` when there are 20 already.
 */
export async function addWebhook(ctx: TenantContext, input: AddWebhook): Promise<NewSecretOf> {
  authorize(ctx, 'notifications:manage');
  refuseInside(input.address);
  const id = newId();
  const secret = newWebhookSecret();
  const kinds = [...new Set(input.kinds)];
  await withTenantSql(ctx, async (sql) => {
    // One after the other, so that two at the same moment are counted.
    await sql(`select pg_advisory_xact_lock(hashtextextended('webhooks ' || :tenant::text, 0))`);
    const [there] = await sql<{ webhooks: number }>(
      'select count(*)::integer as webhooks from webhook_endpoint where tenant_id = :tenant',
    );
    if ((there?.webhooks ?? 0) >= MOST_WEBHOOKS)
      throw new AppError('conflict', `A workspace has at most ${MOST_WEBHOOKS} webhooks.`);
    await sql(
      `insert into webhook_endpoint (tenant_id, id, address_sealed, secret_sealed, kinds, created_at)
       values (:tenant, $1, $2, $3, $4, $5)`,
      [
        id,
        sealWebhook(ctx, id, 'address', input.address),
        sealWebhook(ctx, id, 'secret', secret),
        kinds,
        now(),
      ],
    );
    await recordAudit(ctx, sql, {
      action: 'webhook.add',
      objectKind: 'webhook',
      objectId: id,
      detail: { kinds },
    });
  });
  return { id, secret };
}

/** So that a mistake is said at once. What a name leads to is checked with each connection. */
function refuseInside(address: string): void {
  if (env.TENANTRY_PRIVATE_WEBHOOKS) return;
  const { protocol, hostname } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:')
    throw new AppError('invalid_input', 'Give an address that begins with https://.');
  if (isIP(host) ? !isPublicAddress(host) : !host.includes('.'))
    throw new AppError('invalid_input', 'Give an address of the public network.');
}
