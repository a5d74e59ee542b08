import { localNumber } from './localized';

/**
 * Money is integer nano-dollars in a bigint: 1 USD = 1_000_000_000n. A price of $2 per million
 * tokens is 2_000n a token, so that every published price is an exact integer.
 */
export type Nano = bigint;

export const NANO_PER_USD = 1_000_000_000n;

/**
 * Dollars, for people, in the reader's way of writing them: the smaller the amount, the more decimals.
 * Rounds half up, for display only.
 */
export function formatUsd(amount: Nano): string {
  const negative = amount < 0n;
  const absolute = negative ? -amount : amount;
  const decimals = decimalsOf(absolute);
  return localNumber(`${negative ? '-' : ''}${toDecimal(absolute, decimals)}`, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function decimalsOf(absolute: Nano): number {
  if (absolute === 0n || absolute >= NANO_PER_USD) return 2;
  if (absolute >= NANO_PER_USD / 100n) return 4;
  return absolute >= NANO_PER_USD / 1_000_000n ? 6 : 9;
}

/** Exact decimal dollars with nine places: what exports carry. */
export function exactUsd(amount: Nano): string {
  const negative = amount < 0n;
  return `${negative ? '-' : ''}${toDecimal(negative ? -amount : amount, 9)}`;
}

function toDecimal(absolute: Nano, decimals: number): string {
  const unit = 10n ** BigInt(9 - decimals);
  const rounded = (absolute + unit / 2n) / unit;
  const digits = rounded.toString().padStart(decimals + 1, '0');
  return `${digits.slice(0, digits.length - decimals)}.${digits.slice(-decimals)}`;
}

/** Parses `12.34` into nano-dollars without floating point; undefined when it is not such a number. */
export function parseUsd(text: string): Nano | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return undefined;
  return BigInt(match[1] as string) * NANO_PER_USD + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** The smaller of two: `Math.min` takes no bigint. */
export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
