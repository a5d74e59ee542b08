import { createHash } from 'node:crypto';

/** Of RFC 6962, 2.1: what joins two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}

/** The root over the roots of perfect subtrees, largest first; of no leaf at all the hash of nothing. */
export function rootOfPeaks(peaks: readonly Uint8Array[]): Buffer {
  const last = peaks.at(-1);
  if (!last) return createHash('sha256').digest();
  return peaks
    .slice(0, -1)
    .reduceRight<Buffer>((right, left) => nodeHash(left, right), Buffer.from(last));
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
