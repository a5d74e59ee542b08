import type { OwnLimits } from '@/lib/tenancy/schema';
import type { Projection } from './schema';

/** Calls of some days, or a guess where there were none. Nano-dollars. */
export interface MeanUse {
  days: number;
  tokens: bigint;
  cost: bigint;
  price: bigint;
}

const DAYS = 30;

/** What a month of 30 days comes to at that use. Pure. */
export function monthOfUse(use: MeanUse): Projection {
  const tokens = (use.tokens * BigInt(DAYS)) / BigInt(use.days);
  return projection(use, tokens);
}

/**
 * What a month of 30 days comes to when every limit is used up, at the mean cost and price of a token of that use: as many
 * tokens as day, month and money allow, whichever ends first. Pure.
 */
export function monthAtLimits(
  use: MeanUse,
  limits: Pick<Required<OwnLimits>, 'tokensPerDay' | 'tokensPerMonth' | 'priceNanoPerMonth'>,
): Projection {
  const byMoney =
    use.price > 0n ? (BigInt(limits.priceNanoPerMonth) * use.tokens) / use.price : undefined;
  const all = [
    BigInt(limits.tokensPerMonth),
    BigInt(limits.tokensPerDay) * BigInt(DAYS),
    ...(byMoney === undefined ? [] : [byMoney]),
  ];
  return projection(
    use,
    all.reduce((least, each) => (each < least ? each : least)),
  );
}

function projection(use: MeanUse, tokens: bigint): Projection {
  const part = (nano: bigint) => (use.tokens > 0n ? (nano * tokens) / use.tokens : 0n);
  const [cost, price] = [part(use.cost), part(use.price)];
  return {
    tokens: Number(tokens),
    costNano: cost.toString(),
    priceNano: price.toString(),
    marginNano: (price - cost).toString(),
  };
}
