import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const HEADER = 3;

/**
 * AES-256-GCM. Layout: format (1 byte), key version (2 bytes, big-endian), nonce (12), tag (16),
 * ciphertext. `aad` binds the bytes to their place; the version is part of it.
 */
export function sealBytes(key: Buffer, version: number, aad: string, plain: Uint8Array): Buffer {
  const sealing = beginSealing(key, version, aad);
  const sealed = Buffer.concat([sealing.head, sealing.update(plain)]);
  const { tag, at } = sealing.finish();
  sealed.set(tag, at);
  return sealed;
}

/** A value that is sealed while it arrives. */
export interface Sealing {
  version: number;
  /** What the value begins with, its tag still zero. */
  head: Buffer;
  /** The pieces after the head, in their order. */
  update(plain: Uint8Array): Buffer;
  /** The tag, which belongs `at` this offset of the value. */
  finish(): { tag: Buffer; at: number };
}

/** As `sealBytes`, piece by piece: the same value, and nothing of it opens before it is finished. */
export function beginSealing(key: Buffer, version: number, aad: string): Sealing {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${aad}|${version}`));
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(FORMAT, 0);
  header.writeUInt16BE(version, 1);
  return {
    version,
    head: Buffer.concat([header, nonce, Buffer.alloc(TAG)]),
    update: (plain) => cipher.update(plain),
    finish() {
      cipher.final();
      return { tag: cipher.getAuthTag(), at: HEADER + NONCE };
    },
  };
}

/** The key version that sealed the bytes; throws on anything else than a sealed value. */
export function sealedVersion(sealed: Uint8Array): number {
  if (sealed.length < HEADER + NONCE + TAG || sealed[0] !== FORMAT)
    throw new Error('Not a sealed value.');
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length).readUInt16BE(1);
}

/** Throws when the key, the place or any byte differs. */
export function openBytes(key: Buffer, version: number, aad: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(HEADER, HEADER + NONCE);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(`${aad}|${version}`));
  decipher.setAuthTag(sealed.subarray(HEADER + NONCE, HEADER + NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(HEADER + NONCE + TAG)), decipher.final()]);
}
