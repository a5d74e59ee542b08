import { createHmac, timingSafeEqual } from 'node:crypto';
import { newSecret } from '@/lib/ids';

/*
 * Messages are signed as Standard Webhooks says (standardwebhooks.com): receivers find libraries that check them.
 */

/** How old a signed message may be when it is checked: an older one is a replay. */
export const REPLAY_WINDOW_SECONDS = 300;

const PREFIX = 'whsec_';

export interface SignedMessage {
  /** The same with each try, so that a receiver can tell a repeat. */
  id: string;
  /** Sent as it is. */
  body: string;
}

/** 256 random bits in the notation that receivers' libraries take. */
export function newWebhookSecret(): string {
  return PREFIX + Buffer.from(newSecret(), 'base64url').toString('base64');
}

/**
 * The three headers: HMAC-SHA256 under each secret over id, seconds and body, with a dot between. While a secret is
 * replaced there are two, and a receiver takes either.
 */
export function signatureHeaders(
  secrets: readonly string[],
  message: SignedMessage,
  at: Date,
): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets
      .map((secret) => `v1,${mac(secret, message.id, seconds, message.body).toString('base64')}`)
      .join(' '),
  };
}

/** What a receiver does: one of the signatures is of this message, and it is not older than the window. */
export function verifyWebhook(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  at: Date,
): boolean {
  const id = String(headers['webhook-id'] ?? '');
  const seconds = String(headers['webhook-timestamp'] ?? '');
  if (!id || !/^\d{1,12}$/.test(seconds)) return false;
  if (Math.abs(at.getTime() / 1000 - Number(seconds)) > REPLAY_WINDOW_SECONDS) return false;
  const wanted = mac(secret, id, seconds, body);
  return String(headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted));
}

function mac(secret: string, id: string, seconds: string, body: string): Buffer {
  const key = Buffer.from(secret.replace(PREFIX, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest();
}
