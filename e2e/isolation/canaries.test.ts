import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CanaryBook } from './canaries';

const book = new CanaryBook();
const word = book.plant('victim', 'test');
const none = new Set<string>();

function halves(before: string, after: string): string {
  return [word.slice(0, 11), word.slice(11)].map((half) => `${before}${half}${after}`).join('');
}

describe('the canary scanner', () => {
  it.each([
    ['raw', `x ${word} y`],
    ['upper case', word.toUpperCase()],
    ['full width', word.replace('c', '\uff43')],
    ['base64', Buffer.from(`the word is ${word}!`).toString('base64')],
    ['base64url in JSON', JSON.stringify({ x: Buffer.from(word).toString('base64url') })],
    ['hex', Buffer.from(word).toString('hex')],
    ['base64 after other letters', `xy${Buffer.from(`the word is ${word}!`).toString('base64')}`],
    ['gzip in base64', gzipSync(word).toString('base64')],
    ['deflate in hex', deflateSync(word).toString('hex')],
    ['percent twice', word.replace('r', '%2572')],
    ['entities', word.replace('c', '&#99;').replace('n', '&#x6e;')],
    ['zero-width characters', word.split('').join('\u200b')],
    ['split over the pieces of a page', halves('self.__next_f.push([1,"', '"])</script><script>')],
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

  it('sees a name and a number that only one circle knows, however they are written', () => {
    const name = book.plantName('victim', 'name');
    const number = book.plantNumber('victim', 'number');
    expect(book.find(`Mrs ${name.toUpperCase()}`, none)).toHaveLength(1);
    expect(book.find(number.replace(/(\d{3})(?=\d)/g, '$1.'), none)).toHaveLength(1);
  });

  it('is silent for those who may see it, and for other text', () => {
    expect(book.find(word, new Set(['victim']))).toEqual([]);
    expect(book.find('nothing of it', none)).toEqual([]);
  });
});
