import { describe, expect, it } from 'vitest';
import { fuse, nearestPerChunk, relevant } from './fuse';

const lexical = (scores: Record<string, number>, bound = 10) => ({
  scores: new Map(Object.entries(scores)),
  bound,
  chunks: 500,
});
const dense = (scores: Record<string, number>) => new Map(Object.entries(scores));

describe('fuse', () => {
  it('puts what both find before what one finds', () => {
    const found = fuse(lexical({ both: 4, words: 4 }), dense({ both: 0.6, sense: 0.6 }));
    expect(found.map((candidate) => candidate.chunkId)[0]).toBe('both');
    expect(found).toHaveLength(3);
  });

  it('weighs the shares on fixed scales', () => {
    const [only] = fuse(lexical({ a: 5 }), dense({ a: 0.5 }), 0.6);
    expect(only).toEqual({ chunkId: 'a', score: 0.5, bm25: 5, dense: 0.5 });
  });

  it('gives a chunk outside of the vector hits their lowest cosine', () => {
    const found = fuse(lexical({ words: 1 }), dense({ near: 0.9, far: 0.3 }));
    expect(found.find((candidate) => candidate.chunkId === 'words')?.dense).toBe(0.3);
  });

  it('works with either side empty', () => {
    expect(fuse(lexical({}, 0), dense({}))).toEqual([]);
    expect(fuse(lexical({ a: 5 }), dense({}))[0]?.score).toBeCloseTo(0.3);
    expect(fuse(lexical({}, 0), dense({ a: 1 }))[0]?.score).toBeCloseTo(0.4);
  });

  it('takes the nearest sentence of a chunk', () => {
    const hits = [
      { chunkId: 'a', cosine: 0.2 },
      { chunkId: 'a', cosine: 0.7 },
      { chunkId: 'b', cosine: -0.1 },
    ];
    expect(nearestPerChunk(hits)).toEqual(dense({ a: 0.7, b: -0.1 }));
  });
});

describe('relevant', () => {
  const at = (score: number) => ({ chunkId: String(score), score, bm25: 0, dense: 0 });
  const scores = (found: number[], chunks: number) =>
    relevant(found.map(at), chunks).map((each) => each.score);

  it('is nothing when the best is below the floor', () => {
    expect(scores([0.25, 0.24], 500)).toEqual([]);
    expect(scores([], 500)).toEqual([]);
  });

  it('keeps companions of a relevant one, but not the far ones', () => {
    expect(scores([0.5, 0.22, 0.1], 500)).toEqual([0.5, 0.22]);
  });

  it('asks for more in a larger library, within bounds', () => {
    expect(scores([0.25], 40)).toEqual([0.25]);
    expect(scores([0.25], 10_000)).toEqual([]);
    expect(scores([0.31], 10_000_000)).toEqual([0.31]);
    expect(scores([0.16], 0)).toEqual([]);
  });
});
