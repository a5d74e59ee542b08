import { describe, expect, it } from 'vitest';
import { breakLines } from './break-lines';
import { DEFAULT_FONT } from './font-files';

const broken = (text: string, width: number) =>
  breakLines(text, width, DEFAULT_FONT, (run) => [...run.text].length).map((line) =>
    line.runs.map((run) => run.text).join(''),
  );

describe('lines', () => {
  it('end where a word ends, without its space, and where the text has a break', () => {
    expect(broken('one two three\nfour', 7)).toEqual(['one two', 'three', 'four']);
    expect(broken('a\n\nb', 7)).toEqual(['a', '', 'b']);
    expect(broken('', 7)).toEqual(['']);
  });

  it('end between any two characters of a script without spaces', () => {
    expect(broken('東京都に行く人', 3)).toEqual(['東京都', 'に行く', '人']);
  });

  it('end inside what is too long, never inside a character', () => {
    expect(broken('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    for (const line of broken('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)) expect(line).toBe('👩‍👩‍👧');
    expect(broken('ภาษาไทย ภาษาไทย', 8).join(' ')).toBe('ภาษาไทย ภาษาไทย');
  });
});
