import { splitOf, type TreeReader } from './tree-reader';

/** RFC 6962, 2.1.1: the hashes that lead from the leaf at `place` to the root of the first `size` leaves. */
export function inclusionProof(tree: TreeReader, place: number, size: number): Promise<Buffer[]> {
  return path(tree, place, 0, size);
}

async function path(tree: TreeReader, place: number, from: number, to: number): Promise<Buffer[]> {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return place < middle
    ? [...(await path(tree, place, from, middle)), await tree.range(middle, to)]
    : [...(await path(tree, place, middle, to)), await tree.range(from, middle)];
}

/** RFC 6962, 2.1.2: the hashes that lead from the root of the first `older` leaves to that of the first `newer`. */
export async function consistencyProof(
  tree: TreeReader,
  older: number,
  newer: number,
): Promise<Buffer[]> {
  if (older === 0 || older === newer) return [];
  return subproof(tree, older, { from: 0, to: newer }, true);
}

async function subproof(
  tree: TreeReader,
  older: number,
  { from, to }: { from: number; to: number },
  isWhole: boolean,
): Promise<Buffer[]> {
  if (older === to) return isWhole ? [] : [await tree.range(from, to)];
  const middle = from + splitOf(to - from);
  if (older <= middle)
    return [
      ...(await subproof(tree, older, { from, to: middle }, isWhole)),
      await tree.range(middle, to),
    ];
  return [
    ...(await subproof(tree, older, { from: middle, to }, false)),
    await tree.range(from, middle),
  ];
}
