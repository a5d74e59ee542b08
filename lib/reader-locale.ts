import { processState } from './process-state';

/** On a server, how it learns whose page is being rendered; `lib/http/page-request.ts` says so. */
const onServer = processState('reader-locale', () => ({
  read: (): string | undefined => undefined,
}));

/**
 * The locale that numbers and dates are written in: the reader's, as the browser told it. The server that
 * renders a page and the browser that takes it over see the same one, which `<html data-locale>` carries.
 * Undefined where nobody reads: in the worker, in exports, in tests.
 */
export function readerLocale(): string | undefined {
  if (typeof document === 'undefined') return onServer.read();
  return document.documentElement.dataset.locale;
}

export function serveReaderLocale(read: () => string | undefined): void {
  onServer.read = read;
}

/** A header longer than any browser's is nobody's wish. */
const HEADER_LIMIT = 256;

/**
 * The first language of an Accept-Language header that numbers can be written in, by weight: "de-DE".
 * Extensions are left out: a calendar or a currency is none of a header's business.
 */
export function localeOf(header: string | undefined): string | undefined {
  if (!header || header.length > HEADER_LIMIT) return undefined;
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/);
      const weight = parameters.find((each) => each.startsWith('q='));
      return { tag, weight: weight ? Number(weight.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => known(tag))
    .find((tag) => tag !== undefined);
}

function known(tag: string): string | undefined {
  try {
    const { baseName } = new Intl.Locale(tag);
    return Intl.NumberFormat.supportedLocalesOf(baseName)[0];
  } catch {
    return undefined;
  }
}
