import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stem } from './stem';
import { termFrequencies, terms } from './terms';

describe('stem', () => {
  // Words and stems that Porter's paper and his reference vocabulary give.
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['sky', 'sky'],
    ['relational', 'relat'],
    ['digitizer', 'digit'],
    ['operator', 'oper'],
    ['hopefulness', 'hope'],
    ['triplicate', 'triplic'],
    ['electrical', 'electr'],
    ['replacement', 'replac'],
    ['adoption', 'adopt'],
    ['effective', 'effect'],
    ['probate', 'probat'],
    ['rate', 'rate'],
    ['controll', 'control'],
    ['generalizations', 'gener'],
    ['oscillators', 'oscil'],
  ])('%s is %s', (word, expected) => expect(stem(word)).toBe(expected));

  it('leaves other alphabets and numbers alone', () => {
    expect(['größen', 'данные', '1990s'].map(stem)).toEqual(['größen', 'данные', '1990s']);
  });
});

describe('terms', () => {
  it('joins the forms of a word and drops what carries no topic', () => {
    expect(terms('Which policies are applied?')).toEqual(terms('a policy, applying'));
  });

  it('keeps numbers whole', () => {
    expect(terms('1,500 euros, 3.5 %')).toEqual(['1500', 'euro', '3.5']);
  });

  it('folds compatibility forms, accents and possessives', () => {
    expect(terms('ﬁnance Café Darwin’s')).toEqual(terms('finance cafe Darwin'));
  });

  it('gives pairs of characters where words have no spaces', () => {
    expect(terms('東京都')).toEqual(['東京', '京都']);
  });

  it('takes any text, and gives short terms without white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const term of terms(text)) expect(term).toMatch(/^\S{1,64}$/u);
      }),
    );
  });

  it('counts', () => {
    expect(termFrequencies(['a', 'b', 'a'])).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
  });
});
