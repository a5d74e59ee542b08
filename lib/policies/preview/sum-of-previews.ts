import { mostFirst } from './preview-policy';
import type { Preview } from './schema';

const COUNTS = ['requests', 'refused', 'refusedNow', 'otherModel', 'refusedThen'] as const;
const AMOUNTS = ['costNano', 'priceNano', 'costThenNano', 'priceThenNano'] as const;

/** Previews of several tenants as one of all of them; the span, in ms since the epoch, is that of none. Pure. */
export function sumOfPreviews(
  previews: readonly Preview[],
  span: { from: number; to: number },
  many: Preview['many'],
): Preview {
  const counts = Object.fromEntries(
    COUNTS.map((key) => [key, previews.reduce((sum, each) => sum + each[key], 0)]),
  ) as Record<(typeof COUNTS)[number], number>;
  const amounts = Object.fromEntries(
    AMOUNTS.map((key) => [
      key,
      previews.reduce((sum, each) => sum + BigInt(each[key]), 0n).toString(),
    ]),
  ) as Record<(typeof AMOUNTS)[number], string>;
  const refused = new Map<string, number>();
  for (const { limit, requests } of previews.flatMap(({ byLimit }) => byLimit))
    refused.set(limit, (refused.get(limit) ?? 0) + requests);
  // Times in ISO 8601, of one length, so they sort as text.
  const from = previews.map((each) => each.from).sort()[0];
  return {
    ...counts,
    ...amounts,
    from: from ?? new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    byLimit: mostFirst(refused),
    isPart: previews.some(({ isPart }) => isPart),
    many,
  };
}
