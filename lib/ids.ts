import { createHash, randomBytes, randomFillSync } from 'node:crypto';

/** Asking the operating system costs as much for one id as for a page of them. Each byte is given out once. */
const PAGE_BYTES = 8_192;
const page = Buffer.alloc(PAGE_BYTES);
let given = PAGE_BYTES;

function fromPage(size: number): Buffer {
  if (size > PAGE_BYTES) return randomBytes(size);
  if (given + size > PAGE_BYTES) {
    randomFillSync(page);
    given = 0;
  }
  const bytes = Buffer.from(page.subarray(given, given + size));
  page.fill(0, given, given + size);
  given += size;
  return bytes;
}

let source: (size: number) => Buffer = fromPage;

/** 128 random bits in UUID notation, so that PostgreSQL stores them in 16 bytes. */
export function newId(): string {
  return idFrom(source(16));
}

/** The first 128 bits of a digest as an id: whoever makes it again gets the same. */
export function idFrom(digest: Buffer): string {
  const hex = digest.toString('hex', 0, 16);
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
