/**
 * Okapi BM25 after S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
 * Beyond", Foundations and Trends in Information Retrieval 3(4), 2009, with the idf that cannot go
 * below zero (1 is added inside the logarithm).
 */
const K1 = 1.2;
const B = 0.75;
/** A smaller library than this says little about how rare a word is: a missing one would outweigh all others. */
const SMALLEST_CORPUS = 500;

/** One term's occurrence in one chunk. The term is whatever the index holds: here a keyed hash. */
export interface Posting {
  term: string;
  chunkId: string;
  /** Occurrences of the term in the chunk. */
  tf: number;
  /** Terms in the chunk, repetitions included. */
  length: number;
}

export interface CorpusStats {
  /** Chunks in the index. */
  chunks: number;
  /** Mean number of terms of a chunk. */
  averageLength: number;
}

export interface Bm25Result {
  scores: Map<string, number>;
  /** What a chunk full of nothing but the question's terms would approach; 0 for a question without terms. */
  bound: number;
  /** Chunks in the index. */
  chunks: number;
}

/**
 * Scores every chunk that has a term of the question.
 * @param question the question's distinct terms
 * @param postings all postings of those terms that the reader may see
 */
export function bm25(
  question: ReadonlySet<string>,
  postings: readonly Posting[],
  stats: CorpusStats,
): Bm25Result {
  const corpus = Math.max(stats.chunks, SMALLEST_CORPUS);
  const frequency = new Map<string, number>();
  for (const { term } of postings) frequency.set(term, (frequency.get(term) ?? 0) + 1);

  const weights = new Map<string, number>();
  let bound = 0;
  for (const term of question) {
    const weight = idf(frequency.get(term) ?? 0, corpus);
    weights.set(term, weight);
    bound += weight * (K1 + 1);
  }

  const scores = new Map<string, number>();
  const mean = stats.averageLength || 1;
  for (const { term, chunkId, tf, length } of postings) {
    const saturation = (tf * (K1 + 1)) / (tf + K1 * (1 - B + (B * length) / mean));
    scores.set(chunkId, (scores.get(chunkId) ?? 0) + (weights.get(term) ?? 0) * saturation);
  }
  return { scores, bound, chunks: stats.chunks };
}

function idf(chunksWithTerm: number, chunks: number): number {
  const n = Math.min(chunksWithTerm, chunks);
  return Math.log(1 + (chunks - n + 0.5) / (n + 0.5));
}
