import { Alert } from '@/components/ui/alert';
import { belowCost, largeChanges, type PriceChange } from '@/lib/finance/prices/changes/schema';
import type { PreviewPrices, PriceLine, PriceVersionView } from '@/lib/finance/prices/schema';
import { fieldName, lineName } from './price-words';

const MOST = 6;

export interface Warnings {
  belowCost: PriceLine[];
  large: PriceChange[];
}

/** What is unusual about a version beside the one it comes from and the other book. */
export function warningsOf(
  from: PriceVersionView,
  next: PreviewPrices,
  others: readonly PriceLine[],
): Warnings {
  return {
    belowCost:
      next.book === 'price' ? belowCost(next.lines, others) : belowCost(others, next.lines),
    large: largeChanges(from, next),
  };
}

export function PriceWarnings({ warnings }: { warnings: Warnings }) {
  const { belowCost: below, large } = warnings;
  return (
    <>
      {below.length > 0 && (
        <Alert
          kind="warn"
          title={`${below.length} ${below.length === 1 ? 'line is' : 'lines are'} below cost`}
          text={listed(below.map(lineName))}
        />
      )}
      {large.length > 0 && (
        <Alert
          kind="warn"
          title={`${large.length} ${large.length === 1 ? 'amount changes' : 'amounts change'} more than threefold`}
          text={listed(large.map((change) => `${lineName(change)}: ${fieldName(change)}`))}
        />
      )}
    </>
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  return `${names.slice(0, MOST).join('; ')}${more}`;
}
