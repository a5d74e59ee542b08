import { readXml } from './office-xml';

export type NumberKind = 'number' | 'date' | 'time' | 'datetime' | 'percent';

/** Built-in format ids that carry a meaning (ECMA-376 part 1, 18.8.30). */
const BUILT_IN: Record<number, NumberKind> = {
  9: 'percent',
  10: 'percent',
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'datetime',
  45: 'time',
  46: 'time',
  47: 'time',
};

/** What the numbers of each cell style are, by style index. */
export function readStyles(styles: Uint8Array | undefined): NumberKind[] {
  const kinds: NumberKind[] = [];
  if (!styles) return kinds;
  const custom = new Map<number, NumberKind>();
  let inCells = false;
  readXml(styles, {
    open(name, attribute) {
      if (name === 'numFmt') {
        custom.set(Number(attribute('numFmtId')), kindOf(attribute('formatCode') ?? ''));
      }
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const id = Number(attribute('numFmtId') ?? 0);
      kinds.push(custom.get(id) ?? BUILT_IN[id] ?? 'number');
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return kinds;
}

function kindOf(code: string): NumberKind {
  // Quoted text, escaped letters, colours and locales say nothing about the value.
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').toLowerCase();
  if (bare.includes('%')) return 'percent';
  const date = /[yd]/.test(bare) || /mmm/.test(bare);
  const time = /[hs]/.test(bare);
  if (date) return time ? 'datetime' : 'date';
  return time ? 'time' : 'number';
}

const DAY = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** A stored number as people see it: dates in ISO 8601, percentages with their sign. */
export function formatNumber(raw: string, kind: NumberKind, is1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (kind === 'number') return String(tidy(value));
  if (kind === 'percent') return `${tidy(value * 100)}%`;
  // Day 60 of the 1900 system is a 29 February that never was: earlier days lie one further on.
  const days = !is1904 && value >= 1 && value < 60 ? value + 1 : value;
  const moment = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(days * 86_400) * 1000);
  if (Number.isNaN(moment.getTime()) || moment.getTime() > EPOCH_1900 + 2_958_466 * DAY) return raw;
  const [date = '', time = ''] = moment.toISOString().slice(0, 19).split('T');
  if (kind === 'time') return time;
  return kind === 'date' || time === '00:00:00' ? date : `${date} ${time}`;
}

/** Removes binary noise behind the fifteenth digit, as spreadsheets do when they display. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
