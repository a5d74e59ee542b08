import { expect, it } from 'vitest';
import { wordDiff } from './word-diff';

it.each([
  ['', ''],
  ['', 'new words'],
  ['old words', ''],
  ['be kind and brief', 'be brief, and kind'],
  ['a b c d', 'b c x d'],
  ['one\ntwo', 'one\n\ntwo'],
])('%j to %j: both texts are in it', (before, after) => {
  const parts = wordDiff(before, after);
  const side = (left: 'added' | 'removed') =>
    parts
      .filter(({ kind }) => kind !== left)
      .map(({ text }) => text)
      .join('');
  expect([side('added'), side('removed')]).toEqual([before, after]);
});

it('marks what changed alone', () => {
  expect(wordDiff('Be brief now.', 'Be long now.')).toEqual([
    { kind: 'same', text: 'Be ' },
    { kind: 'removed', text: 'brief' },
    { kind: 'added', text: 'long' },
    { kind: 'same', text: ' now.' },
  ]);
});
