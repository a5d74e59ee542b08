import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { identityKey } from './identity-key';

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM: nonce, ciphertext, tag. Bound to its owner, so that a moved value does not open. */
export function sealSecret(secret: string, ownerId: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', identityKey('totp secrets'), nonce);
  cipher.setAAD(Buffer.from(ownerId));
  return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the value was changed or belongs to another. */
export function openSecret(sealed: Buffer, ownerId: string): string {
  const nonce = sealed.subarray(0, NONCE);
  const decipher = createDecipheriv('aes-256-gcm', identityKey('totp secrets'), nonce);
  decipher.setAAD(Buffer.from(ownerId));
  decipher.setAuthTag(sealed.subarray(-TAG));
  const text = decipher.update(sealed.subarray(NONCE, -TAG));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
