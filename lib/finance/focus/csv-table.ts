import { csvRows } from '@/lib/csv';
import { DECIMALS, type FocusColumn, type FocusValue } from './columns';
import type { OpenTable } from './table-file';

const MOST_REMEMBERED = 20_000;
const MOST_AMOUNTS = 5_000;

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
      if (instants.size >= MOST_AMOUNTS) instants.clear();
      instants.set(ms, cell);
    }
    return cell;
  };
  /** Prices and small amounts come again and again, and an amount stands in several columns of its row. */
  const amounts = new Map<bigint, string>();
  const amountText = (scaled: bigint): string => {
    let cell = amounts.get(scaled);
    if (cell === undefined) {
      cell = decimalText(scaled, DECIMALS);
      if (amounts.size >= MOST_AMOUNTS) amounts.clear();
      amounts.set(scaled, cell);
    }
    return cell;
  };
  const cellOf = (
    { type, plain, decimals }: FocusColumn,
    value: FocusValue | undefined,
  ): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'bigint') return decimals === 0 ? String(value) : amountText(value);
    if (type === 'datetime') return instantText(Number(value));
    return plain ? String(value) : safe(String(value));
  };
  await sink(encoder.encode(csvRows([columns.map(({ id }) => id)])));
  return {
    async add(rows) {
      let text = '';
      for (const row of rows) {
        for (let at = 0; at < columns.length; at += 1) {
          if (at > 0) text += ',';
          text += cellOf(columns[at] as FocusColumn, row[at]);
        }
        text += '\r\n';
      }
      await sink(encoder.encode(text));
    },
    async end() {},
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
