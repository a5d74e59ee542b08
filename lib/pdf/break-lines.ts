import LineBreaker from 'linebreak';
import { type Paragraph, paragraphOf, type Run, runsOf } from './text-runs';

export interface Line {
  /** In the order in which they are read. */
  runs: Run[];
  rightToLeft: boolean;
}

/** Width of a run in points. */
type Measure = (run: Run) => number;

const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The text in lines of at most the given width, broken where the Unicode line breaking algorithm (UAX 14) allows it; what
 * is too long for a line is broken between words of a script without spaces, and else between characters.
 */
export function breakLines(text: string, width: number, base: string, measure: Measure): Line[] {
  return text.split(/\r\n|[\r\n\u2028\u2029]/).flatMap((plain) => {
    const paragraph = paragraphOf(plain.replaceAll('\t', '    ').replace(/\p{Cc}/gu, ''));
    return fill(paragraph, width, base, measure);
  });
}

function fill(paragraph: Paragraph, width: number, base: string, measure: Measure): Line[] {
  const { text, rightToLeft } = paragraph;
  const widthOf = (from: number, to: number) =>
    runsOf(paragraph, from, from + text.slice(from, to).trimEnd().length, base).reduce(
      (sum, run) => sum + measure(run),
      0,
    );
  const lines: Line[] = [];
  const push = (from: number, to: number) => {
    const end = from + text.slice(from, to).trimEnd().length;
    lines.push({ runs: runsOf(paragraph, from, end, base), rightToLeft });
  };
  let start = 0;
  let end = 0;
  for (const next of opportunities(text, width, widthOf)) {
    if (end > start && widthOf(start, next) > width) {
      push(start, end);
      start = end;
    }
    end = next;
  }
  if (end > start || lines.length === 0) push(start, end);
  return lines;
}

/** Where a line may end, in ascending order, so close that no piece between two of them is wider than a line. */
function opportunities(
  text: string,
  width: number,
  widthOf: (from: number, to: number) => number,
): number[] {
  const ends: number[] = [];
  const breaker = new LineBreaker(text);
  let from = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    ends.push(...within(text, from, next.position, width, widthOf));
    from = next.position;
  }
  return ends;
}

function within(
  text: string,
  from: number,
  to: number,
  width: number,
  widthOf: (from: number, to: number) => number,
): number[] {
  if (widthOf(from, to) <= width) return [to];
  for (const segmenter of [words, graphemes]) {
    const parts = [...segmenter.segment(text.slice(from, to))];
    if (parts.length < 2) continue;
    return parts.flatMap(({ index, segment }) => {
      const start = from + index;
      return segmenter === words
        ? within(text, start, start + segment.length, width, widthOf)
        : [start + segment.length];
    });
  }
  return [to];
}
