import { Alert } from '@/components/ui/alert';
import {
  type Beside,
  belowCost,
  largeChanges,
  type PriceChange,
} from '@/lib/finance/prices/changes/schema';
import type { PreviewPrices, PriceLine, PriceVersionView } from '@/lib/finance/prices/schema';
import { fieldName, lineName } from './price-words';

const MOST = 6;

export interface Warnings {
  /** From when on (ISO 8601), and which. */
  belowCost: { from: string; lines: PriceLine[] }[];
  large: PriceChange[];
}

/** What is unusual about a version beside the one it comes from and those of the other book. */
export function warningsOf(
  from: PriceVersionView,
  next: PreviewPrices,
  others: readonly Beside[],
): Warnings {
  const below = ({ from: since, lines }: Beside) => ({
    from: since,
    lines: next.book === 'price' ? belowCost(next.lines, lines) : belowCost(lines, next.lines),
  });
  return {
    belowCost: others.map(below).filter(({ lines }) => lines.length > 0),
    large: largeChanges(from, next),
  };
}

export function PriceWarnings({ warnings }: { warnings: Warnings }) {
  const { belowCost: below, large } = warnings;
  return (
    <>
      {below.map(({ from, lines }) => (
        <Alert
          key={from}
          kind="warn"
          title={`${lines.length} ${lines.length === 1 ? 'line is' : 'lines are'} below cost from ${from.slice(0, 10)} on`}
          text={listed(lines.map(lineName))}
        />
      ))}
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
