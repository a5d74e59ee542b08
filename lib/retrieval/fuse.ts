import type { Bm25Result } from './bm25';

/**
 * Convex combination of scores on fixed scales: BM25 as a share of what the question could reach
 * at best, and the cosine as it is. Both scales depend on the question alone, not on the other
 * candidates, after S. Bruch, S. Gai, A. Ingber, "An Analysis of Fusion Functions for Hybrid
 * Retrieval", ACM TOIS 42(1), 2023; so the fused score also says whether anything was relevant.
 */
export const LEXICAL_WEIGHT = 0.6;

/** Below this nothing in the library is about the question. Calibrated by `npm run bench -- retrieval`. */
export const RELEVANCE_FLOOR = 0.27;
/** A passage that comes along with a relevant one. */
const COMPANION_FLOOR = 0.2;

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

/**
 * Nothing when even the best candidate is below the floor; else those that are not far below it.
 * @param found best first
 */
export function relevant(found: readonly Candidate[]): Candidate[] {
  const [best] = found;
  if (!best || best.score < RELEVANCE_FLOOR) return [];
  return found.filter((candidate) => candidate.score >= COMPANION_FLOOR);
}
