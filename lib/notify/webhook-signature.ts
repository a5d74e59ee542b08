import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'tenantry-signature';
/** How old a signed message may be when it is checked: an older one is a replay. */
export const REPLAY_WINDOW_SECONDS = 300;

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 under the endpoint's secret over the time, a dot and the body's bytes. */
export function signWebhook(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${mac(secret, seconds, body).toString('hex')}`;
}

/** What a receiver does: the signature is of this body, and not older than the window. */
export function verifyWebhook(secret: string, body: string, header: string, at: Date): boolean {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (!seconds || !hex) return false;
  const age = Math.abs(at.getTime() / 1000 - Number(seconds));
  const given = Buffer.from(hex, 'hex');
  return age <= REPLAY_WINDOW_SECONDS && timingSafeEqual(given, mac(secret, Number(seconds), body));
}

function mac(secret: string, seconds: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
}
