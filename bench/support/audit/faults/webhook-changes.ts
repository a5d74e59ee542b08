import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addWebhook } from '@/lib/notifications/add-webhook';
import { removeWebhook, rotateSecret, switchWebhook } from '@/lib/notifications/change-webhook';
import type { ClaimedDelivery } from '@/lib/notifications/deliver/claim-deliveries';
import { recordTry } from '@/lib/notifications/deliver/record-try';
import { sendAgain, sendTest } from '@/lib/notifications/send-by-hand';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';

interface Endpoint {
  tenant: MadeTenant;
  id: string;
}

const fresh = (): Promise<MadeTenant> => makeTenant('professional');
const add = async (tenant: MadeTenant, n: number): Promise<Endpoint> => {
  const address = `https://example.test/${n}`;
  const { id } = await addWebhook(tenant.ctx, { address, kinds: ['key.created'] });
  return { tenant, id };
};
/** Ten endpoints are the most that a workspace has. */
const webhook = async (_scene: ChangeScene, n: number) => add(await fresh(), n);
const off = async (scene: ChangeScene, n: number) => {
  const made = await webhook(scene, n);
  await switchWebhook(made.tenant.ctx, { id: made.id, on: false });
  return made;
};
/** A message on its way to the endpoint. */
const sent = async (scene: ChangeScene, n: number) => {
  const made = await webhook(scene, n);
  return { ...made, delivery: await sendTest(made.tenant.ctx, made.id) };
};
const switching = (on: boolean) =>
  changeOf(`webhook.switch_${on ? 'on' : 'off'}`, on ? off : webhook, (_scene, { tenant, id }) =>
    switchWebhook(tenant.ctx, { id, on }),
  );

/** What a workspace changes of its webhooks, and when one is given up. */
export const WEBHOOK_CHANGES: readonly AuditedChange[] = [
  changeOf('webhook.add', fresh, (_scene, tenant, n) => add(tenant, n)),
  changeOf('webhook.rotate', webhook, (_scene, { tenant, id }) =>
    rotateSecret(tenant.ctx, { id, overlapHours: 1 }),
  ),
  switching(false),
  switching(true),
  changeOf('webhook.test', webhook, (_scene, { tenant, id }) => sendTest(tenant.ctx, id)),
  changeOf(
    'webhook.send_again',
    async (scene, n) => {
      const made = await sent(scene, n);
      await asSuperuser(
        `update event_delivery set next_at = null, delivered_at = now(), attempts = 1, last_at = now() - interval '1 hour'
         where tenant_id = $1 and id = $2`,
        [made.tenant.ctx.tenantId, made.delivery],
      );
      return made;
    },
    (_scene, { tenant, delivery }) => sendAgain(tenant.ctx, delivery),
  ),
  changeOf('webhook.disable', sent, (_scene, { tenant, id, delivery }) => {
    // What is read of a delivery that was tried, and an answer that says never again.
    const tried = { id: delivery, endpoint_id: id, attempts: 0, at: new Date(), off: false };
    const gone = { status: 410, failure: 'status 410', final: true, away: false, gone: true };
    return recordTry(tenant.ctx, tried as ClaimedDelivery, gone);
  }),
  changeOf('webhook.remove', webhook, (_scene, { tenant, id }) => removeWebhook(tenant.ctx, id)),
];
