import { addPrices } from '@/lib/finance/prices/add-prices';
import { readPrices } from '@/lib/finance/prices/read-prices';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { makePlatformPerson } from './make-platform-person';

/** Nano-dollars a token: what the encoder costs and is charged from now on; nothing about the others changes. */
export async function priceEncoder(nano: { cost: bigint; price: bigint }): Promise<void> {
  const finance = await makePlatformPerson('finance');
  for (const book of ['cost', 'price'] as const) {
    const newest = (await readPrices(finance)).versions.find((each) => each.book === book);
    if (!newest) throw new Error('No prices.');
    await addPrices(finance, {
      book,
      basedOn: newest.id,
      startsAt: null,
      reason: 'Embedding is paid for',
      acceptBelowCost: true,
      plans: newest.plans,
      lines: newest.lines.map((line) =>
        line.model === EMBEDDING_MODEL ? { ...line, inputNano: String(nano[book]) } : line,
      ),
    });
  }
}
