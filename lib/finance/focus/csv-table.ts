import { csvRows } from '@/lib/csv';
import { DECIMALS, type FocusColumn, type FocusValue } from './columns';
import type { OpenTable } from './table-file';

const MOST_REMEMBERED = 20_000;
const MOST_INSTANTS = 5_000;
/** Characters that are made into bytes at once: so few that they are still at hand. */
const PIECE = 16_384;
/** Bytes that leave at once. */
const BUFFER = 524_288;
/** Of a character, in UTF-8. */
const MOST_BYTES = 3;

/**
 * RFC 4180 in UTF-8 with a header. Nothing stands for null, instants are ISO 8601 in UTC, decimals have no exponent and no
 * zeros behind their last digit, and text that a spreadsheet would run is neutralised.
 */
export const csvTable: OpenTable = async (columns, sink) => {
  const encoder = new TextEncoder();
  const remembered = new Map<string, string>();
  /** The same names come in every row. */
  const safe = (text: string): string => {
    let cell = remembered.get(text);
    if (cell === undefined) {
      cell = csvRows([[text]]).slice(0, -2);
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(text, cell);
    }
    return cell;
  };
  const instants = new Map<number, string>();
  /** Whole seconds; calls of the same minute and period come together. */
  const instantText = (ms: number): string => {
    let cell = instants.get(ms);
    if (cell === undefined) {
      cell = `${new Date(ms).toISOString().slice(0, 19)}Z`;
      if (instants.size >= MOST_INSTANTS) instants.clear();
      instants.set(ms, cell);
    }
    return cell;
  };
  /** An amount stands in several columns of its row, one after the other. */
  let amount = 0n;
  let amountCell = '0';
  const amountText = (scaled: bigint): string => {
    if (scaled !== amount) {
      amount = scaled;
      amountCell = decimalText(scaled, DECIMALS);
    }
    return amountCell;
  };
  const cellOf = ({ type, plain, decimals }: FocusColumn, value: FocusValue): string => {
    if (value === null) return '';
    if (typeof value === 'bigint') return decimals === 0 ? String(value) : amountText(value);
    if (type === 'datetime') return instantText(Number(value));
    return plain ? String(value) : safe(String(value));
  };
  const own = columns.filter((column) => column.own);
  const texts = new WeakMap<readonly FocusValue[], string[]>();
  /** What stands before, between and behind the own cells of rows that share the rest. */
  const textAround = (base: readonly FocusValue[]): string[] => {
    let around = texts.get(base);
    if (!around) {
      around = [];
      let text = '';
      for (const [at, column] of columns.entries()) {
        if (at > 0) text += ',';
        if (!column.own) text += cellOf(column, base[at] ?? null);
        else {
          around.push(text);
          text = '';
        }
      }
      around.push(`${text}\r\n`);
      texts.set(base, around);
    }
    return around;
  };
  /** Of each own column what it had last and how that was written: rows of a call come together and have much alike. */
  const lastValues: FocusValue[] = own.map(() => null);
  const lastTexts: string[] = own.map(() => '');
  const ownText = (at: number, value: FocusValue): string => {
    if (value !== lastValues[at]) {
      lastValues[at] = value;
      lastTexts[at] = cellOf(own[at] as FocusColumn, value);
    }
    return lastTexts[at] as string;
  };
  const bytes = Buffer.allocUnsafe(BUFFER);
  let used = 0;
  const flush = async () => {
    if (used > 0) await sink(new Uint8Array(bytes.buffer, bytes.byteOffset, used));
    used = 0;
  };
  const write = async (text: string) => {
    const most = text.length * MOST_BYTES;
    if (most > BUFFER - used) await flush();
    if (most > BUFFER) await sink(encoder.encode(text));
    else used += bytes.write(text, used);
  };
  await write(csvRows([columns.map(({ id }) => id)]));
  return {
    async add(rows) {
      let text = '';
      for (const row of rows) {
        const around = textAround(row.base);
        text += around[0];
        for (let at = 0; at < own.length; at += 1) {
          text += ownText(at, row.own[at] ?? null);
          text += around[at + 1];
        }
        if (text.length < PIECE) continue;
        await write(text);
        text = '';
      }
      await write(text);
      await flush();
    },
    end: flush,
  };
};

/** `1.5` of 150000000000n with eleven decimals. */
export function decimalText(scaled: bigint, decimals: number): string {
  const negative = scaled < 0n;
  const digits = String(negative ? -scaled : scaled).padStart(decimals + 1, '0');
  const fraction = trimmed(digits.slice(-decimals));
  const whole = digits.slice(0, -decimals);
  return `${negative ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

function trimmed(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
