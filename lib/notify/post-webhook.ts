import { clock } from '@/lib/clock';
import { env } from '@/lib/env';
import { guardedRequest } from '@/lib/outgoing/guarded-request';
import { SIGNATURE_HEADER, signWebhook } from './webhook-signature';

export interface WebhookMessage {
  /** Of the notice: the same with each try, so that a receiver can tell a repeat. */
  id: string;
  url: string;
  secret: string;
  /** JSON, sent as it is. */
  body: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Sends one signed message and returns the receiver's status; what it says beside that is not read. No
 * redirect is followed. Rejects with `PrivateAddress` where the address leads inside, unless the
 * installation allows that, and with the connection's error.
 */
export async function postWebhook(message: WebhookMessage): Promise<number> {
  const { status } = await guardedRequest({
    url: new URL(message.url),
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'tenantry-notice': message.id,
      [SIGNATURE_HEADER]: signWebhook(message.secret, message.body, new Date(clock().now())),
    },
    body: message.body,
    mayBePrivate: env.TENANTRY_PRIVATE_WEBHOOKS,
    timeoutMs: TIMEOUT_MS,
    mostBytes: 0,
  });
  return status;
}
