import { describe, expect, it } from 'vitest';
import { CanaryBook } from './canaries';

const book = new CanaryBook();
const word = book.plant('victim', 'test');
const none = new Set<string>();

describe('the canary scanner', () => {
  it.each([
    ['raw', `x ${word} y`],
    ['upper case', word.toUpperCase()],
    ['full width', word.replace('c', '\uff43')],
    ['base64', Buffer.from(`the word is ${word}!`).toString('base64')],
    ['base64url in JSON', JSON.stringify({ x: Buffer.from(word).toString('base64url') })],
    ['hex', Buffer.from(word).toString('hex')],
    ['percent', word.replace('r', '%72')],
    [
      'split by markup',
      word
        .split('')
        .join('</b><b>')
        .replaceAll(/<\/?b>/g, '-'),
    ],
    [
      'split over frames',
      `data: {"type":"text","text":"${word.slice(0, 9)}"}\n\ndata: {"type":"text","text":"${word.slice(9)}"}\n\n`,
    ],
  ])('sees %s', (_, text) => {
    expect(book.find(text, none)).toHaveLength(1);
  });

  it('is silent for those who may see it, and for other text', () => {
    expect(book.find(word, new Set(['victim']))).toEqual([]);
    expect(book.find('nothing of it', none)).toEqual([]);
  });
});
