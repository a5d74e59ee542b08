import { Money } from '@/components/console/money';
import { formatDateTime } from '@/components/ui/format';
import type { Correction } from '@/lib/finance/corrections/schema';

/** Oldest first. */
export function CorrectionList({ corrections }: { corrections: readonly Correction[] }) {
  if (corrections.length === 0)
    return <p className="px-5 py-4 text-ink-soft text-sm">Nothing was corrected so far.</p>;
  return (
    <ul className="divide-y divide-line">
      {corrections.map((correction) => (
        <li
          key={correction.id}
          className="flex flex-wrap justify-between gap-x-4 px-5 py-3 text-sm"
        >
          <div className="min-w-0">
            <p className="break-words">{correction.reason}</p>
            <p className="text-ink-faint text-xs">
              {formatDateTime(correction.at, { seconds: true })} UTC
            </p>
          </div>
          <p className="tabular text-right">
            Cost <Money nano={correction.costNano} />
            <br />
            Price <Money nano={correction.priceNano} />
          </p>
        </li>
      ))}
    </ul>
  );
}
