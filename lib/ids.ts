import { createHash, randomBytes } from 'node:crypto';

let source: (size: number) => Buffer = randomBytes;

/** 128 random bits in UUID notation, so that PostgreSQL stores them in 16 bytes. */
export function newId(): string {
  const hex = source(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 256 random bits as base64url: session tokens, one-time links. */
export function newSecret(): string {
  return source(32).toString('base64url');
}

/** SHA-256 of a secret; what the database keeps instead of it. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** For tests and the seed: ids from a given byte source. Returns the undo. */
export function setRandomSource(next: (size: number) => Buffer): () => void {
  const before = source;
  source = next;
  return () => {
    source = before;
  };
}
