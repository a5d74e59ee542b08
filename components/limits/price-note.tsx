import { Money } from '@/components/console/money';
import { formatCompact } from '@/components/ui/format';
import { type LimitPrices, mostAMonth } from '@/lib/usage/own-limits/schema';

interface PriceNoteProps {
  prices: LimitPrices;
  /** In force with what is typed; null where that cannot be read. */
  spendNano: string | null;
  tokensPerMonth: number | null;
  label?: string;
}

/** What a month costs with those limits: at most, and when its tokens are used up at the workspace's own mean price. */
export function PriceNote({
  prices,
  spendNano,
  tokensPerMonth,
  label = 'With these limits',
}: PriceNoteProps) {
  const { perMillionNano } = prices;
  return (
    <div aria-live="polite" className="rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
      <p className="font-medium">{label}</p>
      {spendNano === null ? (
        <p className="text-ink-soft">Give amounts to see what a month costs.</p>
      ) : (
        <ul className="mt-1 space-y-0.5 text-ink-soft">
          <li>
            A month costs at most{' '}
            <Money
              nano={mostAMonth(prices, BigInt(spendNano)).toString()}
              className="font-medium text-ink"
            />
            : the fee of <Money nano={prices.feeNano} /> and usage up to <Money nano={spendNano} />,
            of which <Money nano={prices.includedNano} /> are in the fee.
          </li>
          {perMillionNano !== null && tokensPerMonth !== null && (
            <li>
              {formatCompact(tokensPerMonth)} tokens are{' '}
              <Money
                nano={((BigInt(perMillionNano) * BigInt(tokensPerMonth)) / 1_000_000n).toString()}
              />{' '}
              of usage at your mean price of the last 31 days (<Money nano={perMillionNano} /> a
              million).
            </li>
          )}
          <li>Only what is used is charged: a higher limit by itself costs nothing.</li>
        </ul>
      )}
    </div>
  );
}
