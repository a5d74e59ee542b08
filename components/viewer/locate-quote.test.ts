import { describe, expect, it } from 'vitest';
import { type Fragment, locateQuote, type PageItem } from './locate-quote';

const runs = (...lines: string[]): PageItem[] =>
  lines.map((str, index) => ({ str, dir: 'ltr', transform: [10, 0, 0, 10, 0, 700 - index * 12] }));
const only = (quote: string, around: Partial<Fragment> = {}): Fragment[] => [
  { before: '', after: '', ...around, quote },
];
const textOf = (items: PageItem[], fragments: Fragment[]) =>
  locateQuote(items, fragments)?.map(({ item, from, to }) => items[item]?.str?.slice(from, to));

describe('the place of a quote on its page', () => {
  it('is found over lines, hyphens, ligatures and composed accents', () => {
    const items = runs(
      'The trafﬁc ofﬁce is res-',
      'ponsible for cafe´s and',
      'harbours. It closes.',
    );
    expect(textOf(items, only('office is responsible for cafés and harbours.'))).toEqual([
      'ofﬁce is res',
      'ponsible for cafe´s and',
      'harbours',
    ]);
  });

  it('is the one whose surroundings agree when the words stand twice', () => {
    const items = runs('A fee of 40 euros.', 'B fee of 40 euros.');
    expect(locateQuote(items, only('fee of 40 euros.', { before: 'B ' }))).toMatchObject([
      { item: 1 },
    ]);
    expect(locateQuote(items, only('fee of 40 euros.', { after: ' B fee' }))).toMatchObject([
      { item: 0 },
    ]);
  });

  it('is found around what interrupts it', () => {
    const items = runs(
      'Every crane is inspected',
      '1 See the annex.',
      'twice a year by the harbour.',
    );
    expect(textOf(items, only('Every crane is inspected twice a year by the harbour.'))).toEqual([
      'Every crane is inspected',
      'twice a year by the harbour',
    ]);
  });

  it('is found in right-to-left lines whose runs are drawn from the left', () => {
    const line = (str: string, x: number): PageItem => ({
      str,
      dir: 'rtl',
      transform: [10, 0, 0, 10, x, 700],
    });
    const items = [line('שני', 10), line('ראשון', 80)];
    expect(textOf(items, only('ראשון שני'))).toEqual(['ראשון', 'שני']);
  });

  it('is not guessed when a part of it is missing', () => {
    const items = runs('The fee is 40 euros.');
    expect(locateQuote(items, only('The fee is 50 euros.'))).toBeUndefined();
    expect(locateQuote(items, [...only('The fee'), ...only('Nobody pays twice')])).toBeUndefined();
    expect(locateQuote(items, only(' … '))).toBeUndefined();
    expect(locateQuote([], only('The fee'))).toBeUndefined();
  });

  it('keeps items without text out of the count', () => {
    const items: PageItem[] = [{}, ...runs('One two three four')];
    expect(locateQuote(items, only('two three'))).toEqual([{ item: 0, from: 4, to: 13 }]);
  });
});
