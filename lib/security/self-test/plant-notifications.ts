import { addWebhook } from '@/lib/notifications/add-webhook';
import { switchWebhook } from '@/lib/notifications/change-webhook';
import { readNotifications } from '@/lib/notifications/queries';
import { readDeliveries } from '@/lib/notifications/read-deliveries';
import { sendTest } from '@/lib/notifications/send-by-hand';
import { chooseOwn, setNotification } from '@/lib/notifications/settings';
import type { TenantContext } from '@/lib/tenancy/context';

const KIND = 'webhook.disabled';

/**
 * A webhook with the word in its address, who is told, and a message that was tried; each once, and switched off at
 * once: its address leads nowhere.
 */
export async function plantNotifications(ctx: TenantContext, word: string): Promise<void> {
  const [known] = (await readNotifications(ctx)).webhooks;
  const { deliveries } = await readDeliveries(ctx, {});
  if (known && deliveries.length > 0) return;
  const address = `https://self-test.invalid/${word}`;
  const id = known?.id ?? (await addWebhook(ctx, { address, kinds: [KIND] })).id;
  if (known) await switchWebhook(ctx, { id, on: true });
  await sendTest(ctx, id);
  await switchWebhook(ctx, { id, on: false });
  await setNotification(ctx, { kind: KIND, admins: false, people: [], endpoints: [id] });
  await chooseOwn(ctx, { muted: [KIND] });
}
