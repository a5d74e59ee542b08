import type { Bm25Result } from './bm25';

/**
 * Convex combination of scores on fixed scales: BM25 as a share of what the question could reach
 * at best, and the cosine as it is. Both scales depend on the question alone, not on the other
 * candidates, after S. Bruch, S. Gai, A. Ingber, "An Analysis of Fusion Functions for Hybrid
 * Retrieval", ACM TOIS 42(1), 2023; so the fused score also says whether anything was relevant.
 */
export const LEXICAL_WEIGHT = 0.6;

/**
 * The best score that a question about an absent topic reaches by chance grows with the logarithm of
 * the number of chunks it is compared with; calibrated by `npm run bench -- retrieval` at 40 and at
 * 558 chunks.
 */
const FLOOR = { chunks: 40, score: 0.2, perLog: 0.0265, least: 0.17, most: 0.3 };
/** A passage that comes along with a relevant one may have this share of the floor. */
const COMPANION = 0.75;

export interface Candidate {
  chunkId: string;
  /** 0..1, LEXICAL_WEIGHT x lexical share + the rest x cosine. */
  score: number;
  /** Raw BM25; 0 when no term of the question occurs. */
  bm25: number;
  /** Cosine of the question and the chunk's nearest sentence. */
  dense: number;
}

/**
 * Best first. A chunk that the vector search did not return is given the lowest cosine that it did
 * return: its own can only be lower.
 * @param dense cosine of each found chunk's nearest sentence
 */
export function fuse(
  lexical: Bm25Result,
  dense: ReadonlyMap<string, number>,
  lexicalWeight = LEXICAL_WEIGHT,
): Candidate[] {
  const lowest = dense.size > 0 ? Math.min(...dense.values()) : 0;
  const found: Candidate[] = [];
  for (const chunkId of new Set([...lexical.scores.keys(), ...dense.keys()])) {
    const bm25 = lexical.scores.get(chunkId) ?? 0;
    const cosine = dense.get(chunkId) ?? lowest;
    const share = lexical.bound > 0 ? bm25 / lexical.bound : 0;
    const score = lexicalWeight * share + (1 - lexicalWeight) * Math.max(cosine, 0);
    found.push({ chunkId, score, bm25, dense: cosine });
  }
  return found.sort((a, b) => b.score - a.score);
}

/** The cosine of each chunk's nearest sentence. */
export function nearestPerChunk(
  hits: Iterable<{ chunkId: string; cosine: number }>,
): Map<string, number> {
  const nearest = new Map<string, number>();
  for (const { chunkId, cosine } of hits) {
    if (cosine > (nearest.get(chunkId) ?? -1)) nearest.set(chunkId, cosine);
  }
  return nearest;
}

/** The fused score below which nothing in a library of so many chunks is about the question. */
export function relevanceFloor(chunks: number): number {
  const floor = FLOOR.score + FLOOR.perLog * Math.log(Math.max(chunks, 1) / FLOOR.chunks);
  return Math.min(FLOOR.most, Math.max(FLOOR.least, floor));
}

/**
 * Nothing when even the best candidate is below the floor; else those that are not far below it.
 * @param found best first
 * @param chunks in the library that was searched
 */
export function relevant(found: readonly Candidate[], chunks: number): Candidate[] {
  const floor = relevanceFloor(chunks);
  const [best] = found;
  if (!best || best.score < floor) return [];
  return found.filter((candidate) => candidate.score >= COMPANION * floor);
}
