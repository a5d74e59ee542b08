import { CURRENCIES, type Currency, exactMinor } from '@/lib/finance/chargeback/facts';
import { localNumber } from '@/lib/localized';

/** Minor units of a currency, in the reader's way of writing it. */
export function moneyIn(minor: string, currency: Currency): string {
  const decimals = CURRENCIES[currency];
  return localNumber(exactMinor(BigInt(minor), currency), {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
