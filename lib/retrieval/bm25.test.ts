import { describe, expect, it } from 'vitest';
import { bm25, type Posting } from './bm25';

const stats = { chunks: 1000, averageLength: 100 };
const posting = (term: string, chunkId: string, given: Partial<Posting> = {}): Posting => ({
  term,
  chunkId,
  tf: 1,
  length: 100,
  ...given,
});
const score = (postings: Posting[], ...question: string[]) =>
  bm25(new Set(question), postings, stats).scores;

describe('bm25', () => {
  it('is the formula', () => {
    // One chunk of 1000 has the term once at mean length: idf x (1 x 2.2) / (1 + 1.2).
    const expected = Math.log(1 + 999.5 / 1.5);
    expect(score([posting('x', 'a')], 'x').get('a')).toBeCloseTo(expected, 10);
  });

  it('prefers the rare term, the frequent one in a chunk, and the shorter chunk', () => {
    const rare = score([posting('x', 'a'), posting('y', 'b'), posting('y', 'c')], 'x', 'y');
    expect(rare.get('a')).toBeGreaterThan(rare.get('b') ?? 0);
    const often = score([posting('x', 'a', { tf: 3 }), posting('x', 'b')], 'x');
    expect(often.get('a')).toBeGreaterThan(often.get('b') ?? 0);
    const brief = score([posting('x', 'a', { length: 40 }), posting('x', 'b')], 'x');
    expect(brief.get('a')).toBeGreaterThan(brief.get('b') ?? 0);
  });

  it('stays below its bound, which counts terms that occur nowhere', () => {
    const postings = [posting('x', 'a', { tf: 30_000, length: 1 })];
    const one = bm25(new Set(['x']), postings, stats);
    expect(one.scores.get('a')).toBeLessThanOrEqual(one.bound);
    expect(bm25(new Set(['x', 'z']), postings, stats).bound).toBeGreaterThan(2 * one.bound);
  });

  it('copes with an empty library and a question without terms', () => {
    const empty = bm25(new Set(), [], { chunks: 0, averageLength: 0 });
    expect(empty).toEqual({ scores: new Map(), bound: 0, chunks: 0 });
    const stale = bm25(new Set(['x']), [posting('x', 'a')], { chunks: 0, averageLength: 0 });
    expect(stale.scores.get('a')).toBeGreaterThan(0);
  });
});
