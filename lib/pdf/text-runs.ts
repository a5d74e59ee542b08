import bidiFactory from 'bidi-js';
import { DEFAULT_FONT, MONO_FONT, SCRIPT_FONTS } from './font-files';

/** A piece of a line in one font and one direction. */
export interface Run {
  font: string;
  text: string;
  /** Embedding level of the Unicode bidirectional algorithm: odd is from right to left. */
  level: number;
}

const bidi = bidiFactory();
const RIGHT_TO_LEFT = new Set(
  SCRIPT_FONTS.filter(({ rightToLeft }) => rightToLeft).map(({ name }) => name),
);
/** Joined to what stands before: marks, joiners, variants. */
const CLINGS = /^(?:\p{M}|\u200c|\u200d|[\ufe00-\ufe0f])/u;
const MONO_COVERS = /^[\x20-\xff]/;

/** A paragraph with what its lines need to know of directions. */
export interface Paragraph {
  text: string;
  levels: Uint8Array;
  /** Whether it is written from right to left as a whole. */
  rightToLeft: boolean;
}

export function paragraphOf(text: string): Paragraph {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text, 'auto');
  return { text, levels, rightToLeft: ((paragraphs[0]?.level ?? 0) & 1) === 1 };
}

/** The runs of a part of the paragraph, in the order in which they are read. */
export function runsOf(paragraph: Paragraph, from: number, to: number, base: string): Run[] {
  const runs: Run[] = [];
  let at = from;
  for (const character of paragraph.text.slice(from, to)) {
    const level = paragraph.levels[at] ?? 0;
    const last = runs.at(-1);
    const font = CLINGS.test(character) && last ? last.font : fontOf(character, base);
    if (last && last.font === font && last.level === level) last.text += character;
    else runs.push({ font, text: character, level });
    at += character.length;
  }
  return runs;
}

function fontOf(character: string, base: string): string {
  if (base === MONO_FONT && MONO_COVERS.test(character)) return MONO_FONT;
  const own =
    character < '\u0530' ? undefined : SCRIPT_FONTS.find((each) => each.covers.test(character));
  return own?.name ?? (base === MONO_FONT ? DEFAULT_FONT : base);
}

/** Whether the font's own shaping writes it from right to left. */
export function shapesItself({ font, level }: Run): boolean {
  return (level & 1) === 1 && RIGHT_TO_LEFT.has(font);
}

/** The runs of one line from left to right: rule L2 of the algorithm, for runs instead of characters. */
export function inVisualOrder(runs: readonly Run[]): Run[] {
  const ordered = runs.map(mirrored);
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      let to = from;
      while (to < ordered.length && (ordered[to]?.level ?? 0) >= level) to++;
      if (to > from + 1) ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
      from = Math.max(from, to - 1);
    }
  }
  return ordered;
}

/** Signs between words of a script from right to left, in a font that knows nothing of that. */
function mirrored(run: Run): Run {
  if ((run.level & 1) === 0 || shapesItself(run)) return run;
  const characters = [...run.text].reverse();
  return {
    ...run,
    text: characters.map((each) => bidi.getMirroredCharacter(each) ?? each).join(''),
  };
}
