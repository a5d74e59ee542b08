import { now } from '@/lib/clock';
import { postWebhook } from '@/lib/notify/post-webhook';
import { sendMail, sendsMail } from '@/lib/notify/send-mail';
import { PrivateAddress } from '@/lib/outgoing/public-lookup';
import type { TenantContext } from '@/lib/tenancy/context';
import { eventMail } from '../event-mail';
import type { EventMessage } from '../event-message';
import { openEventBody, openWebhook } from '../webhook-row';
import type { ClaimedDelivery } from './claim-deliveries';

/** How a try ended. */
export interface TryResult {
  /** HTTP status; null where there was none. */
  status: number | null;
  /** Undefined: it was taken. */
  failure?: string;
  /** It would fail the same way each time. */
  final: boolean;
  /** The receiver is not there for any other message either. */
  away: boolean;
  /** The receiver says that it will never be there again. */
  gone: boolean;
}

const TAKEN = { final: false, away: false, gone: false };
const GONE = 410;
/** Too busy, or too slow to hear it all. */
const BUSY = [408, 429];

/** Sends one message and says what came of it; never rejects. No transaction is open meanwhile. */
export async function tryDelivery(
  ctx: TenantContext,
  claimed: ClaimedDelivery,
): Promise<TryResult> {
  try {
    const body = openEventBody(ctx, claimed.event_id, claimed.body_sealed);
    return await (claimed.endpoint_id ? toEndpoint(ctx, claimed, body) : toPerson(claimed, body));
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const final = error instanceof PrivateAddress;
    const failure = String(code ?? name).slice(0, 100);
    return { status: null, failure, final, away: !final, gone: false };
  }
}

async function toEndpoint(
  ctx: TenantContext,
  claimed: ClaimedDelivery,
  body: string,
): Promise<TryResult> {
  const { endpoint_id: id, address_sealed, secret_sealed, former_sealed, former_until } = claimed;
  if (!id || !address_sealed || !secret_sealed || claimed.off)
    return { ...TAKEN, status: null, failure: 'switched off', final: true };
  const secrets = [openWebhook(ctx, id, 'secret', secret_sealed)];
  if (former_sealed && former_until && former_until > now())
    secrets.push(openWebhook(ctx, id, 'former', former_sealed));
  const url = openWebhook(ctx, id, 'address', address_sealed);
  const status = await postWebhook({ id: claimed.event_id, url, secrets, body });
  if (status >= 200 && status < 300) return { ...TAKEN, status };
  return {
    status,
    failure: `status ${status}`,
    final: status === GONE,
    away: status >= 500 || BUSY.includes(status),
    gone: status === GONE,
  };
}

async function toPerson(claimed: ClaimedDelivery, body: string): Promise<TryResult> {
  if (!claimed.email) return { ...TAKEN, status: null, failure: 'no such person', final: true };
  if (!sendsMail())
    return { ...TAKEN, status: null, failure: 'no mail server is set', final: true };
  const mail = eventMail(JSON.parse(body) as EventMessage, claimed.more);
  await sendMail({ id: claimed.id, to: claimed.email, ...mail });
  return { ...TAKEN, status: null };
}
