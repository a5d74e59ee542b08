import { createHmac, hkdfSync } from 'node:crypto';
import { processState } from '@/lib/process-state';
import { secrets } from '@/lib/secrets';

type Purpose = 'totp secrets' | 'session succession' | 'sign-in attempts';

const keys = processState('identity.keys', () => new Map<string, Buffer>());

/** 32 bytes for one purpose, derived from the platform's secret (HKDF, RFC 5869). */
export function identityKey(purpose: Purpose): Buffer {
  const { platformSecret } = secrets();
  const id = `${purpose} ${platformSecret}`;
  const known = keys.get(id);
  if (known) return known;
  const input = Buffer.from(platformSecret, 'base64');
  const key = Buffer.from(hkdfSync('sha256', input, '', `tenantry ${purpose} v1`, 32));
  keys.set(id, key);
  return key;
}

export function keyedHash(purpose: Purpose, text: string): Buffer {
  return createHmac('sha256', identityKey(purpose)).update(text).digest();
}
