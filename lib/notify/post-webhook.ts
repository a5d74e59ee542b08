import { clock } from '@/lib/clock';
import { env } from '@/lib/env';
import { guardedRequest } from '@/lib/outgoing/guarded-request';
import { type SignedMessage, signatureHeaders } from './webhook-signature';

export interface WebhookMessage extends SignedMessage {
  url: string;
  /** It is signed under each. */
  secrets: readonly string[];
  /** Default: ten seconds. */
  timeoutMs?: number;
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
      'user-agent': 'Tenantry-Webhooks',
      ...signatureHeaders(message.secrets, message, new Date(clock().now())),
    },
    body: message.body,
    mayBePrivate: env.TENANTRY_PRIVATE_WEBHOOKS,
    timeoutMs: message.timeoutMs ?? TIMEOUT_MS,
    mostBytes: 0,
  });
  return status;
}
