import { NO_USAGE, type PriceBook, type Priced } from '@/lib/metering/price-book';
import type { CallChoice } from './decide';

/** A call by one model at its upper bound, in what the provider charges and what the tenant does. */
export interface BoundedChoice extends CallChoice {
  inputCost: bigint;
  outputTokenCost: bigint;
}

/**
 * What a call of the model can cost at most. The provider decides how much of the input it reads from a cache
 * or writes to one, so all of it is priced at the dearest kind that the call can cause. Throws
 * `model_unpriced`.
 */
export function boundedChoice(
  book: PriceBook,
  model: string,
  inputTokens: number,
  caches = false,
): BoundedChoice {
  const kinds = caches
    ? (['inputTokens', 'cacheWrite5mTokens', 'cacheWrite1hTokens'] as const)
    : (['inputTokens'] as const);
  const inputs = kinds.map((kind) => book.priceCall(model, { ...NO_USAGE, [kind]: inputTokens }));
  const output = (outputTokens: number): Priced =>
    book.priceCall(model, { ...NO_USAGE, inputTokens, outputTokens });
  const [none, one] = [output(0), output(1)];
  return {
    model,
    inputTokens,
    inputPrice: most(inputs.map(({ price }) => price)),
    inputCost: most(inputs.map(({ cost }) => cost)),
    outputTokenPrice: one.price - none.price,
    outputTokenCost: one.cost - none.cost,
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
