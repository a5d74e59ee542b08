import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text';
import { DEFAULT_LIMITS } from './limits';
import { sniff } from './sniff';
import { ZipArchive } from './zip-archive';

const kind = (content: string | Uint8Array, name: string, mime = '') =>
  sniff(typeof content === 'string' ? strToU8(content) : content, name, mime, DEFAULT_LIMITS);

describe('sniff', () => {
  it('goes by the ending, and by the MIME type only without one', () => {
    expect(kind('a,b', 'x.CSV', 'application/vnd.ms-excel')).toBe('csv');
    expect(kind('# a', 'readme.markdown')).toBe('markdown');
    expect(kind('<p>', 'page', 'text/html; charset=utf-8')).toBe('html');
    expect(kind('\n%PDF-1.7', 'x.pdf')).toBe('pdf');
  });

  it.each([
    ['plain words', 'x.pdf', 'mislabelled'],
    ['%PDF-1.7', 'x.txt', 'mislabelled'],
    [zipSync({ 'a.txt': strToU8('a') }), 'x.docx', 'mislabelled'],
    [new Uint8Array([0, 1, 2, 3]), 'x.pdf', 'corrupt'],
    ['words', 'x.exe', 'unsupported'],
    ['words', 'noending', 'unsupported'],
  ])('refuses %s as %s', (content, name, code) => {
    expect(() => kind(content, name)).toThrow(expect.objectContaining({ code }));
  });
});

describe('decodeText', () => {
  it('reads UTF-8, UTF-16 with a mark, a declared charset, and windows-1252 otherwise', () => {
    expect(decodeText(strToU8('\ufeffgrün'))).toBe('grün');
    expect(decodeText(Buffer.from('\ufeffgrün', 'utf16le'))).toBe('grün');
    expect(decodeText(new Uint8Array([0x93, 0xfc, 0x94]))).toBe('“ü”');
    expect(decodeText(new Uint8Array([0xcf, 0xf0]), 'windows-1251')).toBe('Пр');
    expect(() => decodeText(new Uint8Array([65, 0, 66]))).toThrow();
  });
});

describe('ZipArchive', () => {
  const archive = zipSync({ 'a.xml': new Uint8Array(5000).fill(65), 'b.xml': strToU8('b') });
  const open = (limits: Partial<typeof DEFAULT_LIMITS> = {}) =>
    ZipArchive.open(archive, { ...DEFAULT_LIMITS, ...limits });
  const bomb = expect.objectContaining({ code: 'archive_bomb' });

  it('reads parts by name', () => {
    expect(open().names).toEqual(['a.xml', 'b.xml']);
    expect(open().read('a.xml')).toHaveLength(5000);
    expect(open().read('absent')).toBeUndefined();
  });

  it('refuses too many entries, too much declared, and too much read', () => {
    expect(() => open({ archiveEntries: 1 })).toThrow(bomb);
    expect(() => open({ inflatedBytes: 4000 })).toThrow(bomb);
    const twice = open({ inflatedBytes: 6000 });
    twice.read('a.xml');
    expect(() => twice.read('a.xml')).toThrow(bomb);
  });
});
