import { type Amounts, type BillingTerms, CURRENCIES } from './facts';

const NANO = 1_000_000_000n;
const WHOLE = 10_000n;

/**
 * What an exact total comes to in the tenant's currency. `totalNano` is nano-dollars, `rateNano` units of the currency for a
 * dollar times 10^9 (10^9 for dollars). What is due and the tax are each rounded once, from the exact figures, to the
 * nearest minor unit and a half away from zero; net is what is left between them, so that the three always add up.
 * The negative of a total comes to the negative of its amounts.
 */
export function settleAmount(
  totalNano: bigint,
  rateNano: bigint,
  terms: Pick<BillingTerms, 'currency' | 'taxBp'>,
): Amounts {
  const minor = 10n ** BigInt(CURRENCIES[terms.currency]);
  const tax = BigInt(terms.taxBp);
  const exact = totalNano * rateNano * minor;
  const unit = NANO * NANO * WHOLE;
  const due = rounded(exact * (WHOLE + tax), unit);
  const taxed = rounded(exact * tax, unit);
  return {
    netMinor: (due - taxed).toString(),
    taxMinor: taxed.toString(),
    dueMinor: due.toString(),
  };
}

/**
 * What a part of a total comes to after earlier parts: the difference of the settled sums, so that parts which make up the
 * whole come to the whole, however many there are.
 */
export function settlePart(
  beforeNano: bigint,
  partNano: bigint,
  settle: (totalNano: bigint) => Amounts,
): Amounts {
  const [from, to] = [settle(beforeNano), settle(beforeNano + partNano)];
  const apart = (name: keyof Amounts) => (BigInt(to[name]) - BigInt(from[name])).toString();
  return {
    netMinor: apart('netMinor'),
    taxMinor: apart('taxMinor'),
    dueMinor: apart('dueMinor'),
  };
}

function rounded(amount: bigint, unit: bigint): bigint {
  const absolute = amount < 0n ? -amount : amount;
  const nearest = (absolute * 2n + unit) / (unit * 2n);
  return amount < 0n ? -nearest : nearest;
}
