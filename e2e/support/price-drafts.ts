import { readPrices } from '@/lib/finance/prices/read-prices';
import type { AddPrices, Book, PriceVersionView } from '@/lib/finance/prices/schema';
import type { PlatformContext } from '@/lib/tenancy/context';

/** The version of the book that is in force. */
export async function currentPrices(
  finance: PlatformContext,
  book: Book,
): Promise<PriceVersionView> {
  const { versions } = await readPrices(finance);
  const found = versions.find((each) => each.book === book && each.state === 'current');
  if (!found) throw new Error('No prices.');
  return found;
}

export async function newestPrices(finance: PlatformContext, book: Book): Promise<number> {
  const { versions } = await readPrices(finance);
  return versions.find((each) => each.book === book)?.id ?? 0;
}

/** A new version like the one in force, but for what is changed. */
export async function draftPrices(
  finance: PlatformContext,
  book: Book,
  change: Partial<AddPrices> = {},
): Promise<AddPrices> {
  const { lines, plans } = await currentPrices(finance, book);
  return {
    book,
    basedOn: await newestPrices(finance, book),
    startsAt: null,
    reason: 'Agreed for the new year',
    acceptBelowCost: false,
    lines: structuredClone(lines),
    plans: structuredClone(plans),
    ...change,
  };
}
