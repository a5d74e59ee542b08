import { NO_USAGE, type PriceBook, type Priced } from '@/lib/metering/price-book';
import type { CallChoice } from './decide';

/** A call by one model at its upper bound, in what the provider charges and what the tenant does. */
export interface BoundedChoice extends CallChoice {
  inputCost: bigint;
  outputTokenCost: bigint;
}

/** What a provider may do with input that nobody asked it to cache. */
const UNASKED = ['inputTokens', 'cacheReadTokens'] as const;
const ANY = [...UNASKED, 'cacheWrite5mTokens', 'cacheWrite1hTokens'] as const;

/**
 * What a call of the model can cost at most. The provider decides how much of the input it reads from a cache
 * or writes to one, and a smaller input may have dearer prices: so it is the dearest kind that the call can cause,
 * in the dearest of the sizes that it can turn out to have. `caches`: the call asks for its input to be cached.
 * Throws `model_unpriced`.
 */
export function boundedChoice(
  book: PriceBook,
  model: string,
  inputTokens: number,
  caches = false,
): BoundedChoice {
  const priced = book.inputSizes(model, inputTokens).flatMap((size) =>
    (caches ? ANY : UNASKED).map((kind) => {
      const input = book.priceCall(model, { ...NO_USAGE, [kind]: size });
      const more = book.priceCall(model, { ...NO_USAGE, [kind]: size, outputTokens: 1 });
      return { input, output: { price: more.price - input.price, cost: more.cost - input.cost } };
    }),
  );
  return {
    model,
    inputTokens,
    inputPrice: most(priced.map(({ input }) => input.price)),
    inputCost: most(priced.map(({ input }) => input.cost)),
    outputTokenPrice: most(priced.map(({ output }) => output.price)),
    outputTokenCost: most(priced.map(({ output }) => output.cost)),
  };
}

/** The bound of an answer of at most so many tokens. */
export function boundOf(choice: BoundedChoice, outputTokens: number): Priced {
  const output = BigInt(outputTokens);
  return {
    price: choice.inputPrice + output * choice.outputTokenPrice,
    cost: choice.inputCost + output * choice.outputTokenCost,
  };
}

function most(amounts: readonly bigint[]): bigint {
  let dearest = 0n;
  for (const each of amounts) if (each > dearest) dearest = each;
  return dearest;
}
