import { crc32 } from 'node:zlib';
import type { CreateKey } from '@/lib/api-keys/schema';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What a key begins with for a test; it may call models, from everywhere, without an end. */
export function keyDraft(changes: Partial<CreateKey> = {}): CreateKey {
  return {
    name: 'Nightly import',
    scopes: ['messages'],
    days: null,
    allowList: [],
    limits: {
      requestsPerMinute: null,
      burstPerSecond: null,
      tokensPerMinute: null,
      inFlight: null,
    },
    mayDowngrade: false,
    ...changes,
  };
}

/** Parts of a key put together under the checksum that fits them, as whoever forges one would. */
export function forgeKey(...parts: (string | undefined)[]): string {
  const body = parts.join('_');
  let [value, sum] = [crc32(body), ''];
  for (let n = 0; n < 6; n++) {
    sum = ALPHABET.charAt(value % 62) + sum;
    value = Math.floor(value / 62);
  }
  return `${body}_${sum}`;
}
