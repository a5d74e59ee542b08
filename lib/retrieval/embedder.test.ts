import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalEmbedder } from './embedder';

const embedder = createLocalEmbedder(1);

afterAll(() => embedder.close());

const cosine = (a: Float32Array | undefined, b: Float32Array | undefined) =>
  a && b ? a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) : Number.NaN;

describe('the local embedder', () => {
  it('gives unit vectors in the order of the texts, whatever their length', async () => {
    const texts = [
      'How long is parental leave? '.repeat(8),
      'Dogs bark.',
      'The invoice is due within thirty days of its date.',
    ];
    const together = await embedder.embed(texts);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedder.embed([text]);
      expect(together[index]).toHaveLength(embedder.dimensions);
      expect(cosine(together[index], together[index])).toBeCloseTo(1, 5);
      expect(cosine(together[index], alone)).toBeGreaterThan(0.999);
    }
  });

  it('puts like meanings near each other', async () => {
    const [question, answer, other] = await embedder.embed([
      'How old are you?',
      'What is your age?',
      'The train leaves from platform nine.',
    ]);
    expect(cosine(question, answer)).toBeGreaterThan(cosine(question, other) + 0.2);
  });

  it('takes empty, endless and odd text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const [vector] = await embedder.embed([text]);
        expect(cosine(vector, vector)).toBeCloseTo(1, 4);
      }),
      { numRuns: 40 },
    );
    expect(await embedder.embed([])).toEqual([]);
    expect(await embedder.embed(['', 'word '.repeat(100_000)])).toHaveLength(2);
  });

  it('answers a question before the bulk work that was there first', async () => {
    const order: string[] = [];
    const sentences = Array.from({ length: 40 }, (_, index) => `Sentence ${index} of a long book.`);
    const bulk = embedder.embed(sentences).then(() => order.push('bulk'));
    const query = embedder
      .embed(['Who waits?'], { priority: 'query' })
      .then(() => order.push('query'));
    await Promise.all([bulk, query]);
    expect(order).toEqual(['query', 'bulk']);
  });

  it('stops between batches when aborted, and works on', async () => {
    const stop = new AbortController();
    const sentences = Array.from({ length: 400 }, (_, index) => `Sentence ${index} of a book.`);
    const bulk = embedder.embed(sentences, { signal: stop.signal });
    stop.abort(new Error('cancelled'));
    await expect(bulk).rejects.toThrow('cancelled');
    expect(await embedder.embed(['still here'])).toHaveLength(1);
  });

  it('tells of no tokens any more once it broke off', async () => {
    const stop = new AbortController();
    const sentences = Array.from({ length: 400 }, (_, index) => `Sentence ${index} of a book.`);
    let told = 0;
    const onTokens = () => {
      told += 1;
      if (told === 3) stop.abort(new Error('cancelled'));
    };
    const bulk = embedder.embed(sentences, { signal: stop.signal, onTokens });
    await expect(bulk).rejects.toThrow('cancelled');
    const atTheEnd = told;
    // Comes after everything that was begun before it.
    await embedder.embed(['still here']);
    expect(told).toBe(atTheEnd);
  });
});
