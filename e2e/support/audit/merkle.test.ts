import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { isConsistent, isIncluded } from '@/components/audit/verify/merkle';
import { nodeHash, rootOfPeaks } from '@/lib/audit/tree/hashes';
import { consistencyProof, inclusionProof } from '@/lib/audit/tree/proofs';
import { TreeReader } from '@/lib/audit/tree/tree-reader';

const leaves = Array.from({ length: 300 }, (_, n) =>
  createHash('sha256').update(`\0leaf ${n}`).digest(),
);
const perfect = (from: number, to: number): Buffer =>
  to - from === 1
    ? (leaves[from] as Buffer)
    : nodeHash(perfect(from, (from + to) / 2), perfect((from + to) / 2, to));

/** Tiles as the database has them, over so many leaves. */
const tree = (size: number) =>
  new TreeReader({
    leaves: async (from, to) => leaves.slice(from, Math.min(to, size)),
    tile: async (level, number) =>
      level === 0 && (number + 1) * 256 <= size
        ? Buffer.concat(leaves.slice(number * 256, (number + 1) * 256))
        : undefined,
    roots: async (_level, from, to) =>
      from === 0 && to > 0 && size >= 256 ? [perfect(0, 256)] : [],
  });

/** By the definition of RFC 6962: peaks from the largest on. */
function rootOf(size: number): Buffer {
  const peaks: Buffer[] = [];
  let from = 0;
  for (let width = 512; width >= 1; width /= 2)
    if (size & width) {
      peaks.push(perfect(from, from + width));
      from += width;
    }
  return rootOfPeaks(peaks);
}

const bytes = (given: Uint8Array) => Uint8Array.from(given);

it('is led by every proof of inclusion to the root, and by no other', async () => {
  for (const size of [1, 2, 3, 7, 8, 9, 255, 256, 257, 300]) {
    const root = bytes(rootOf(size));
    for (let place = 0; place < size; place += size > 20 ? 17 : 1) {
      const hashes = (await inclusionProof(tree(size), place, size)).map(bytes);
      const leaf = bytes(leaves[place] as Buffer);
      const proof = { place, size, root, hashes };
      expect(await isIncluded(leaf, proof)).toBe(true);
      expect(await isIncluded(bytes(leaves[299 - place] as Buffer), proof)).toBe(
        299 - place === place,
      );
      expect(await isIncluded(leaf, { ...proof, place: place + 1 })).toBe(false);
      expect(await isIncluded(leaf, { ...proof, hashes: [...hashes, leaf] })).toBe(false);
      if (hashes.length > 0)
        expect(await isIncluded(leaf, { ...proof, hashes: hashes.slice(1) })).toBe(false);
    }
  }
});

it('is led from every older root to every newer one, and from no other', async () => {
  const sizes = [1, 2, 3, 4, 6, 7, 8, 13, 64, 100, 255, 256, 257, 299, 300];
  for (const older of sizes)
    for (const newer of sizes.filter((size) => size >= older)) {
      const hashes = (await consistencyProof(tree(newer), older, newer)).map(bytes);
      const [before, after] = [
        { size: older, root: bytes(rootOf(older)) },
        { size: newer, root: bytes(rootOf(newer)) },
      ];
      expect(await isConsistent(before, after, hashes)).toBe(true);
      const other = { ...before, root: bytes(leaves[250] as Buffer) };
      expect(await isConsistent(other, after, hashes)).toBe(false);
      expect(await isConsistent(before, { ...after, root: other.root }, hashes)).toBe(false);
      if (older < newer)
        expect(await isConsistent(before, after, [...hashes, other.root])).toBe(false);
    }
});
