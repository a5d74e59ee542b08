import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { clock } from '@/lib/clock';
import { env } from '@/lib/env';
import { isPublicAddress, PrivateAddress, publicLookup } from './public-lookup';
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
export function postWebhook(message: WebhookMessage): Promise<number> {
  const url = new URL(message.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const guarded = !env.TENANTRY_PRIVATE_WEBHOOKS;
  // A literal address is never looked up.
  if (guarded && isIP(host) && !isPublicAddress(host))
    return Promise.reject(new PrivateAddress(host));
  const send = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(message.timeoutMs ?? TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(message.body),
          'user-agent': 'Tenantry-Webhooks',
          ...signatureHeaders(message.secrets, message, new Date(clock().now())),
        },
        ...(guarded && { lookup: publicLookup }),
      },
      (response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.end(message.body);
  });
}
