import { describe, expect, it } from 'vitest';
import { dropFurniture } from './pdf-furniture';
import { dropUnmappedFonts, type Line, type TextRun, toLines } from './pdf-lines';
import { joinLines, measure, toBlocks } from './pdf-paragraphs';

function run(str: string, x: number, y: number, more: Partial<TextRun> = {}): TextRun {
  const width = str.length * 5;
  return {
    str,
    transform: [10, 0, 0, 10, x, y],
    width,
    height: 10,
    dir: 'ltr',
    fontName: 'f',
    hasEOL: false,
    ...more,
  };
}

function line(text: string, y: number, more: Partial<Line> = {}): Line {
  return { text, left: 50, right: 50 + text.length * 5, y, size: 10, font: 'f', angle: 0, ...more };
}

const texts = (lines: Line[]) => lines.map(({ text }) => text);

describe('toLines', () => {
  it('joins runs on a baseline, with a space only where there is a gap', () => {
    const runs = [run('Tra', 0, 100), run('ce', 15, 100), run('tree', 28, 100), run('next', 0, 88)];
    expect(texts(toLines(runs))).toEqual(['Trace tree', 'next']);
  });

  it('keeps superscripts in their line and composes separate accents', () => {
    const raised = run('2', 25, 104, { transform: [7, 0, 0, 7, 25, 104], width: 4 });
    expect(texts(toLines([run('squar', 0, 100), raised, run('na¨ıve', 35, 100)]))).toEqual([
      'squar2 naïve',
    ]);
  });

  it('reads turned pages along their text and right-to-left lines from the right', () => {
    const turned = (str: string, x: number) =>
      run(str, 0, 0, { transform: [0, 10, -10, 0, x, 20] });
    expect(texts(toLines([turned('one', 100), turned('two', 112)]))).toEqual(['one', 'two']);
    const rtl = [run('ב', 0, 100, { dir: 'rtl' }), run('א', 20, 100, { dir: 'rtl' })];
    expect(texts(toLines(rtl))).toEqual(['א ב']);
  });

  it('drops fonts that say glyph numbers instead of characters', () => {
    const noise = run('\u0002\u0003%\u0004', 0, 0, { fontName: 'g' });
    expect(
      dropUnmappedFonts([noise, run('& !', 0, 0, { fontName: 'g' }), run('word', 0, 0)]),
    ).toHaveLength(1);
  });
});

describe('joinLines', () => {
  const words = new Set(['consecutive', 'mixed', 'mode', 'tracemonkey', 'long-term']);
  it.each([
    [['four con-', 'secutive weeks'], 'four consecutive weeks'],
    [['a mixed-', 'mode engine'], 'a mixed-mode engine'],
    [['just-in-', 'time'], 'just-in-time'],
    [['Trace-', 'Monkey'], 'TraceMonkey'],
    [['Anglo-', 'Norman'], 'Anglo-Norman'],
    [['long-', 'term'], 'long-term'],
    [['pages 34-', '35'], 'pages 34-35'],
    [['an end -', 'and more'], 'an end - and more'],
  ])('%j', (lines, joined) => {
    expect(joinLines(lines, words)).toBe(joined);
  });
});

describe('toBlocks', () => {
  it('finds headings, indented paragraphs, and text that runs on in the next column', () => {
    const long = 'a line of text that fills the whole width of its column';
    const lines = [
      line('A Heading', 20, { size: 16 }),
      line(long, 50),
      line(`${long}.`, 62),
      line(`I${long.slice(3)}`, 74, { left: 62 }),
      line(long, 86),
      line(long, 50, { left: 400, right: 675 }),
      line('ends here.', 62, { left: 400, right: 450 }),
    ];
    const blocks = toBlocks(lines, measure([lines]));
    expect(blocks.map(({ kind, level }) => [kind, level])).toEqual([
      ['heading', 1],
      ['paragraph', undefined],
      ['paragraph', undefined],
    ]);
    expect(blocks[2]?.text).toMatch(/^I.*column a line.*ends here\.$/);
  });
});

describe('dropFurniture', () => {
  it('removes running heads and page numbers but not the text that looks alike once', () => {
    const pages = Array.from({ length: 8 }, (_, i) => [
      line(i % 2 ? `${i + 11} THE BOOK` : `THE BOOK ${i + 11}`, 10),
      line(i === 3 ? 'THE BOOK' : `Unique words ${'abcdefgh'[i]}`, 100),
      line('More of the text', 112 + i),
      line(`Last words ${'abcdefgh'[i]}`, 130),
      line(`${i + 11}`, 700 + i * 9),
    ]);
    for (const [index, lines] of dropFurniture(pages).entries()) {
      expect(texts(lines)).toEqual(texts(pages[index]?.slice(1, 4) ?? []));
    }
  });
});
