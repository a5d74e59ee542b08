/** A run of text as pdf.js gives it; the transform is PDF's `[a b c d e f]`. */
export interface TextRun {
  str: string;
  transform: number[];
  width: number;
  height: number;
  dir: string;
  fontName: string;
  hasEOL: boolean;
}

/** One line in reading coordinates: x grows along the writing direction, y grows downwards. */
export interface Line {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  font: string;
  /** Writing direction in degrees, a multiple of 90 or -1 for any other. */
  angle: number;
}

interface Placed {
  run: TextRun;
  x: number;
  y: number;
  size: number;
  angle: number;
}

/**
 * Joins runs into lines in the order of the content stream, which in nearly all PDFs is the reading
 * order, columns included. A rotated page needs nothing special: positions are measured along each
 * run's own baseline.
 */
export function toLines(runs: TextRun[]): Line[] {
  const lines: Line[] = [];
  let current: Placed[] = [];
  let broken = false;
  const flush = () => {
    const line = buildLine(current);
    if (line) lines.push(line);
    current = [];
  };
  for (const run of runs) {
    if (run.str !== '') {
      const placed = place(run);
      if (startsLine(current, placed, broken)) flush();
      broken = false;
      current.push(placed);
    }
    if (run.hasEOL) broken = true;
  }
  flush();
  return mergeSplitLines(lines);
}

function place(run: TextRun): Placed {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = run.transform;
  const radians = Math.atan2(b, a);
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const degrees = Math.round((radians * 180) / Math.PI + 360) % 360;
  return {
    run,
    x: e * cos + f * sin,
    y: e * sin - f * cos,
    size: Math.hypot(c, d) || run.height || 1,
    angle: degrees % 90 === 0 ? degrees : -1,
  };
}

function startsLine(current: Placed[], next: Placed, broken: boolean): boolean {
  const last = current.at(-1);
  if (!last) return false;
  if (last.angle !== next.angle) return true;
  const size = Math.max(...current.map((placed) => placed.size));
  const drop = Math.abs(next.y - last.y);
  // Super- and subscripts leave the baseline by less than this.
  if (drop > size * 0.6) return true;
  const end = last.x + last.run.width;
  if (next.run.dir === 'rtl' || last.run.dir === 'rtl') return broken && drop > size * 0.3;
  if (next.x < last.x - size) return true;
  return broken && drop > size * 0.3 && next.x < end;
}

function buildLine(placed: Placed[]): Line | undefined {
  const visible = placed.filter(({ run }) => run.str.trim() !== '');
  const first = visible[0];
  if (!first) return undefined;
  const main = dominant(visible);
  const rightToLeft = visible.filter(({ run }) => run.dir === 'rtl').length * 2 > visible.length;
  const ordered = rightToLeft ? [...placed].sort((a, b) => b.x - a.x) : placed;
  let text = '';
  let end: number | undefined;
  for (const item of ordered) {
    const gap = end === undefined ? 0 : rightToLeft ? end - item.x - item.run.width : item.x - end;
    if (gap > item.size * 0.18 && !/\s$/.test(text) && !/^\s/.test(item.run.str)) text += ' ';
    text += item.run.str;
    end = rightToLeft ? item.x : item.x + item.run.width;
  }
  return {
    text: composeAccents(text.replace(/\s+/g, ' ').trim()),
    left: Math.min(...visible.map(({ x }) => x)),
    right: Math.max(...visible.map(({ x, run }) => x + run.width)),
    y: main.y,
    size: main.size,
    font: main.run.fontName,
    angle: first.angle,
  };
}

const COMBINING: Record<string, string> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  ˇ: '\u030c',
  '˚': '\u030a',
};

/** TeX's older fonts set an accent before its letter, and a dotless i below it. */
function composeAccents(text: string): string {
  return text.replace(/([¨´ˆ˜ˇ˚])\s?([A-Za-zı])/g, (_, accent: string, letter: string) =>
    `${letter === 'ı' ? 'i' : letter}${COMBINING[accent] ?? ''}`.normalize('NFC'),
  );
}

/**
 * Runs in fonts without a way back to Unicode come as bare glyph numbers, of which many are control
 * characters. All such a font says is noise, its printable part too.
 */
export function dropUnmappedFonts(runs: TextRun[]): TextRun[] {
  const fonts = new Map<string, { controls: number; chars: number }>();
  for (const { fontName, str } of runs) {
    const count = fonts.get(fontName) ?? { controls: 0, chars: 0 };
    count.controls += str.match(/\p{Cc}/gu)?.length ?? 0;
    count.chars += str.trim().length;
    fonts.set(fontName, count);
  }
  return runs.filter(({ fontName }) => {
    const { controls = 0, chars = 0 } = fonts.get(fontName) ?? {};
    return controls <= chars * 0.1;
  });
}

/** The run that stands for its line: the font and size with the most characters. */
function dominant(visible: Placed[]): Placed {
  const weight = new Map<string, number>();
  const key = ({ run, size }: Placed) => `${run.fontName} ${size.toFixed(1)}`;
  for (const item of visible) {
    weight.set(key(item), (weight.get(key(item)) ?? 0) + item.run.str.length);
  }
  return visible.reduce((best, item) =>
    (weight.get(key(item)) ?? 0) > (weight.get(key(best)) ?? 0) ? item : best,
  );
}

/** A raised mark at the start or end of a line can come as a line of its own: it rejoins its neighbour. */
function mergeSplitLines(lines: Line[]): Line[] {
  const merged: Line[] = [];
  for (const line of lines) {
    const previous = merged.at(-1);
    const sameRow =
      previous !== undefined &&
      previous.angle === line.angle &&
      Math.abs(previous.y - line.y) < Math.max(previous.size, line.size) * 0.5 &&
      line.left >= previous.right - 1 &&
      line.left - previous.right < Math.max(previous.size, line.size);
    if (!sameRow || !previous) {
      merged.push(line);
      continue;
    }
    const gap = line.left - previous.right;
    const larger = previous.text.length >= line.text.length ? previous : line;
    previous.text += gap > previous.size * 0.18 ? ` ${line.text}` : line.text;
    previous.right = line.right;
    previous.y = larger.y;
    previous.size = larger.size;
    previous.font = larger.font;
  }
  return merged;
}
