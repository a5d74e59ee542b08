import { type Bytes, isEqual, join, sha256, utf8 } from './bytes';

/** RFC 6962, 2.1. */
export function leafHash(body: string): Promise<Bytes> {
  return sha256(join(Uint8Array.of(0), utf8(body)));
}

function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(join(Uint8Array.of(1), left, right));
}

/** Of RFC 9162, 2.1.3.2: whether the hashes lead from the leaf at `place` to the root of `size` leaves. */
export async function isIncluded(
  leaf: Bytes,
  { place, size, root, hashes }: { place: number; size: number; root: Bytes; hashes: Bytes[] },
): Promise<boolean> {
  if (place >= size) return false;
  let [at, last] = [place, size - 1];
  let hash = leaf;
  for (const other of hashes) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = await nodeHash(hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isEqual(hash, root);
}

/** Of a log at two moments. */
export interface Head {
  size: number;
  root: Bytes;
}

/** Of RFC 9162, 2.1.4.2: whether the newer log begins with the whole older one. */
export async function isConsistent(older: Head, newer: Head, hashes: Bytes[]): Promise<boolean> {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return hashes.length === 0 && isEqual(older.root, newer.root);
  const isPerfect = Number.isInteger(Math.log2(older.size));
  const [first, ...rest] = isPerfect ? [older.root, ...hashes] : hashes;
  if (!first) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [olderRoot, newerRoot] = [first, first];
  for (const other of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      olderRoot = await nodeHash(other, olderRoot);
      newerRoot = await nodeHash(other, newerRoot);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else newerRoot = await nodeHash(newerRoot, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isEqual(olderRoot, older.root) && isEqual(newerRoot, newer.root);
}

const half = (count: number) => Math.floor(count / 2);
