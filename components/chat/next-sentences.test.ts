import { expect, it } from 'vitest';
import { nextSentences } from './next-sentences';

/** What is said while the text grows by so many characters at a time. */
function said(text: string, step: number): string[] {
  const all: string[] = [];
  let from = 0;
  for (let length = step; ; length += step) {
    const ended = length >= text.length;
    const { sentences, to } = nextSentences(text.slice(0, length), from, ended);
    all.push(...sentences);
    from = to;
    if (ended) return all;
  }
}

it.each([1, 7, 500])('says each sentence once and whole, %i characters at a time', (step) => {
  const text = 'The notice is 30 days. It **begins** with the letter!\n\n- First point.\n- Second?';
  expect(said(text, step)).toEqual([
    'The notice is 30 days.',
    'It begins with the letter!',
    'First point.',
    'Second?',
  ]);
});

it('waits for the end of a sentence', () => {
  expect(nextSentences('The notice is', 0, false)).toEqual({ sentences: [], to: 0 });
  expect(nextSentences('The notice is', 0, true).sentences).toEqual(['The notice is']);
});

it('reads a link by its words, and rules and fences not at all', () => {
  expect(said('See [the lease](https://a.example/x).\n\n---\n\n```\n', 3)).toEqual([
    'See the lease.',
  ]);
});
