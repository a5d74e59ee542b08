/** Exact money finer than a nano-dollar: 10^-18 dollars in a bigint. */
export type Atto = bigint;

export const ATTO_PER_NANO = 1_000_000_000n;
const CENT_DECIMALS = 16;
const USD_DECIMALS = 18;
const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,16}))?$/;

/** Decimal cents as the provider writes them, `123.78912`; undefined when it is no such number. Nothing is rounded. */
export function attoOfCents(text: string): Atto | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', part = ''] = match;
  const amount = BigInt(whole + part.padEnd(CENT_DECIMALS, '0'));
  return sign ? -amount : amount;
}

/** Half of the last place in which the cents are written: how far the true amount can be from it. */
export function slackOfCents(text: string): Atto {
  const decimals = text.split('.')[1]?.length ?? 0;
  return 10n ** BigInt(CENT_DECIMALS - decimals) / 2n;
}

/** The same amount in cents, with as many places as the dollars had; undefined when these are no decimal dollars. */
export function centsOfUsd(text: string): string | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', part = ''] = match;
  const cents = part.padEnd(2, '0');
  const digits = (whole + cents.slice(0, 2)).replace(/^0+(?=\d)/, '');
  return `${sign}${digits}${cents.length > 2 ? `.${cents.slice(2)}` : ''}`;
}

/** Exact decimal dollars, without zeros at the end beyond the cents. */
export function usdOfAtto(amount: Atto): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(USD_DECIMALS + 1, '0');
  const places = digits.slice(-USD_DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -USD_DECIMALS)}.${places}`;
}
