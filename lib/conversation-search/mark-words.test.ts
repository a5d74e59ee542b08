import { describe, expect, it } from 'vitest';
import { terms } from '@/lib/retrieval/terms';
import { markWords, snippetOf } from './mark-words';

const wanted = (query: string) => new Set(terms(query));
const marked = (text: string, query: string) =>
  markWords(text, wanted(query)).marks.map(([from, to]) => text.slice(from, to));

describe('the words that were found', () => {
  it('are marked in any form and script', () => {
    expect(marked('Prices priced, the PRICE; a prize.', 'price')).toEqual([
      'Prices',
      'priced',
      'PRICE',
    ]);
    expect(marked('Übergabe am 1,500. Tag', 'ubergabe 1500')).toEqual(['Übergabe', '1,500']);
    expect(marked('東京都に行く', '東京')).toEqual(['東京都に行く']);
  });

  it('stand in a line of the text that begins and ends at words where it can', () => {
    const text = `${'before '.repeat(40)}needle ${'after '.repeat(60)}`;
    const snippet = snippetOf(text, wanted('needle'));
    expect(snippet?.text.startsWith('…before')).toBe(true);
    expect(snippet?.text.endsWith('…')).toBe(true);
    expect(snippet?.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual(['needle']);
    expect(snippet?.text.length).toBeLessThan(170);
  });

  it('have no line where there are none', () => {
    expect(snippetOf('nothing', wanted('needle'))).toBeUndefined();
  });
});
