import { hkdfSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newId, newSecret } from '@/lib/ids';
import { KeyedHash } from '@/lib/keyed-hash';
import { processState } from '@/lib/process-state';
import { secrets } from '@/lib/secrets';
import type { Plan } from './schema';

/** What a key's text says without a look into the database; none of it is believed. */
export interface KeyCredential {
  keyId: string;
  /** HMAC-SHA256 of the whole text before the checksum: with another tier in it, it is another key's. */
  hmac: Buffer;
}

/**
 * `ten_<tier>_<id>_<secret>_<checksum>`. Id, secret and checksum are base62 (digits, upper case, lower case) of fixed
 * widths, so that no part can hold the separator: the row's 128-bit id in 22 characters, 256 random bits in 43, and
 * the CRC-32 (IEEE 802.3) of everything before it in 6, by which scanners and we tell a typo from a key.
 */
const FORM = /^(ten_(?:free|start|pro|ent)_([0-9A-Za-z]{22})_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const TIERS = { free: 'free', starter: 'start', professional: 'pro', enterprise: 'ent' } as const;
export type KeyTier = (typeof TIERS)[Plan];

/** Made once: each request needs it. */
const hmacKey = processState('tenancy.keyHmac', () => new Map<string, KeyedHash>());

/** A new key for a tenant of the plan. `text` is shown once and kept nowhere. */
export function newKeyCredential(plan: Plan): KeyCredential & { tier: KeyTier; text: string } {
  const keyId = newId();
  const tier = TIERS[plan];
  const secret = toBase62(Buffer.from(newSecret(), 'base64url'), 43);
  const body = `ten_${tier}_${publicKeyId(keyId)}_${secret}`;
  return {
    keyId,
    tier,
    hmac: Buffer.from(hmacOf(body), 'base64'),
    text: `${body}_${checksum(body)}`,
  };
}

/** A key's text as it was presented. */
export interface PresentedKey {
  /** As above, in base64. */
  hmac: string;
  /** For `keyIdOf`. */
  publicId: string;
}

/** Undefined for what is no key: wrong in form, or with a checksum that does not fit. */
export function parseKeyCredential(text: string): PresentedKey | undefined {
  const [, body, publicId, given] = FORM.exec(text) ?? [];
  if (body === undefined || publicId === undefined || checksum(body) !== given) return undefined;
  return { publicId, hmac: hmacOf(body) };
}

/** The id of the row; undefined when the public part stands for more than 128 bits, which no key's does. */
export function keyIdOf({ publicId }: PresentedKey): string | undefined {
  return fromBase62(publicId);
}

/** How people and scanners name a key: the public part of its text. */
export function publicKeyId(keyId: string): string {
  return toBase62(Buffer.from(keyId.replaceAll('-', ''), 'hex'), 22);
}

/** In base62, by plain numbers: it is computed for each request. */
function checksum(body: string): string {
  let value = crc32(body);
  let text = '';
  for (let place = 0; place < 6; place++) {
    text = ALPHABET.charAt(value % 62) + text;
    value = Math.floor(value / 62);
  }
  return text;
}

/** In base64. */
function hmacOf(body: string): string {
  const { platformSecret } = secrets();
  let key = hmacKey.get(platformSecret);
  if (!key) {
    const input = Buffer.from(platformSecret, 'base64');
    key = new KeyedHash(Buffer.from(hkdfSync('sha256', input, '', 'tenantry api keys v1', 32)));
    hmacKey.set(platformSecret, key);
  }
  return key.digest(body, 'base64');
}

function toBase62(bytes: Buffer, width: number): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < width; place++) {
    text = ALPHABET.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}

/** The id that the characters stand for; undefined for a number of more than 128 bits. */
function fromBase62(text: string): string | undefined {
  let value = 0n;
  for (const character of text) value = value * 62n + BigInt(ALPHABET.indexOf(character));
  const hex = value.toString(16).padStart(32, '0');
  if (hex.length > 32) return undefined;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
