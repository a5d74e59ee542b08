import type { Line } from './pdf-lines';

/** From this many pages on, a repeated line is a running head and not a coincidence. */
const MIN_PAGES = 4;
const REPEATS = 3;
/** Of the pages around it. */
const SHARE = 0.125;
const CANDIDATES = 2;

/**
 * Removes running heads, footers and page numbers: lines among the outermost two of their page whose
 * words, numbers aside, return in the same place on the pages around it; and lone numbers that count
 * the pages.
 */
export function dropFurniture(pages: Line[][]): Line[][] {
  if (pages.length < MIN_PAGES) return pages;
  const seen = new Map<string, number[]>();
  const offsets = new Map<number, number>();
  pages.forEach((lines, page) => {
    const outer = outermost(lines);
    for (const mark of new Set(outer.map(signature)))
      seen.set(mark, [...(seen.get(mark) ?? []), page]);
    for (const offset of new Set(outer.map((line) => pageOffset(line, page)))) {
      if (offset !== undefined) offsets.set(offset, (offsets.get(offset) ?? 0) + 1);
    }
  });
  return pages.map((lines, page) => {
    const outer = new Set(outermost(lines));
    return lines.filter((line) => {
      if (!outer.has(line)) return true;
      const counted = offsets.get(pageOffset(line, page) ?? Number.NaN) ?? 0;
      if (counted >= REPEATS) return false;
      return !isRepeated(line, seen.get(signature(line)) ?? [], page, pages.length);
    });
  });
}

/** Chapters have heads of their own, so only the pages near by count, twenty each way. */
function isRepeated(line: Line, on: number[], page: number, total: number): boolean {
  const from = Math.max(0, page - 20);
  const to = Math.min(total - 1, page + 20);
  const near = on.filter((other) => other >= from && other <= to).length;
  // With a page number in it, three of a kind are enough.
  const share = NUMBER.test(line.text) ? 0 : SHARE * (to - from + 1);
  return near >= Math.max(REPEATS, share);
}

function outermost(lines: Line[]): Line[] {
  const sorted = [...lines].sort((a, b) => a.y - b.y);
  return [...new Set([...sorted.slice(0, CANDIDATES), ...sorted.slice(-CANDIDATES)])];
}

/** Place and words without numbers, which change sides between left and right pages. */
function signature(line: Line): string {
  const words = line.text.toLowerCase().replace(NUMBER_ALL, ' ').replace(/\s+/g, ' ').trim();
  return `${Math.round(line.y / 4)} ${words}`;
}

/** How far a lone number is from the page's index; the same on all pages when it counts them. */
function pageOffset(line: Line, page: number): number | undefined {
  const text = line.text.replace(/^[-–—\s]+|[-–—\s]+$/g, '');
  if (/^\d{1,4}$/.test(text)) return Number(text) - page;
  const roman = ROMAN.exec(text);
  // Kept apart from Arabic numbers, which usually begin anew after the preface.
  return roman ? romanValue(text) - page + 0.5 : undefined;
}

const ROMAN = /^(?=[xvil])l?x{0,4}(?:ix|iv|v?i{0,3})$/;
const NUMBER = /\d+|\b(?=[xvil])l?x{0,4}(?:ix|iv|v?i{0,3})\b/;
const NUMBER_ALL = new RegExp(NUMBER, 'g');
const ROMAN_DIGITS: Record<string, number> = { i: 1, v: 5, x: 10, l: 50 };

function romanValue(text: string): number {
  const digits = [...text].map((letter) => ROMAN_DIGITS[letter] ?? 0);
  return digits.reduce((sum, digit, i) => sum + (digit < (digits[i + 1] ?? 0) ? -digit : digit), 0);
}
