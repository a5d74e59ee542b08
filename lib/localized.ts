import { readerLocale } from './reader-locale';

/** Where nobody reads, numbers and money are written as in the United States. */
const NUMBERS = 'en-US';
/** And dates with the day first and the month by its name, which nobody takes for another. */
const DATES = 'en-GB';

/** A formatter is dear to make and cheap to use: one for each way and locale. */
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<F extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => F): F {
  const found = formatters.get(key) as F | undefined;
  if (found) return found;
  // Locales are what strangers send: none of them fills the memory.
  if (formatters.size >= 500) formatters.clear();
  const made = make();
  formatters.set(key, made);
  return made;
}

/**
 * A number in the reader's digits and separators. Takes exact decimals as text too: `'12.000000001'`.
 * Server and browser may disagree on which space stands in a number, so it is always the same one.
 */
export function localNumber(
  value: number | bigint | string,
  options: Intl.NumberFormatOptions = {},
): string {
  const locale = readerLocale() ?? NUMBERS;
  const format = kept(
    `n${locale}${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(locale, options),
  );
  return isolated(format.format(value as number).replace(/\s/g, '\u00a0'), locale);
}

/** A time in the reader's way of writing one, of the calendar that bills and exports go by. */
export function localDate(value: number | Date, options: Intl.DateTimeFormatOptions): string {
  const locale = readerLocale() ?? DATES;
  const format = kept(
    `d${locale}${JSON.stringify(options)}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        calendar: 'gregory',
        ...options,
        // Node and browsers do not agree on how Korean names the halves of a day.
        ...(locale.startsWith('ko') && options.hour ? { hourCycle: 'h23' } : {}),
      }),
  );
  return isolated(format.format(value).replace(/\s/g, ' '), locale);
}

/** Text that runs from right to left must not pull along the English words around it. */
function isolated(text: string, locale: string): string {
  return /^(ar|fa|he|ur|ps|sd|ug|yi|ckb|dv)\b/.test(locale) ? `\u2068${text}\u2069` : text;
}
