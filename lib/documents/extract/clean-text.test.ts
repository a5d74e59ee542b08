import { describe, expect, it } from 'vitest';
import { cleanCode, cleanText } from './clean-text';

describe('cleanText', () => {
  it('removes what nobody sees', () => {
    const tags = String.fromCodePoint(0xe0049, 0xe0067, 0xe006e);
    expect(cleanText(`a\u200bb\u202ec\u2066d\u00ade\u0007f${tags}g\ufeff\u0000`)).toBe('abcdefg');
    expect(cleanText('pass\u200dword')).toBe('password');
  });

  it('keeps the joiners and selectors that scripts and emoji need', () => {
    for (const text of ['می\u200cخواهم', '👩\u200d🚀', '❤\ufe0f', 'क्\u200dष', '👩🏽\u200d🚀']) {
      expect(cleanText(text)).toBe(text);
    }
  });

  it('composes, and collapses spaces but not lines', () => {
    expect(cleanText(' Cafe\u0301 \u00a0 x\t y \r\n\r\n z\u2028w ')).toBe('Café x y\nz\nw');
    expect(cleanText('a\ud800b')).toBe('a\ufffdb');
  });

  it('leaves the indentation of code', () => {
    expect(cleanCode('\nif x:\n    y  \n\n\tz\n')).toBe('if x:\n    y\n\n\tz');
  });
});
