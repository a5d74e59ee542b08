import type { PriceChange } from '@/lib/finance/prices/changes/schema';
import { changeValue, fieldName, lineName } from './price-words';

/** What differs, one amount a line; the rest of a long list is counted. */
export function PriceChanges({
  changes,
  most = 200,
}: {
  changes: readonly PriceChange[];
  most?: number;
}) {
  if (changes.length === 0) return <p className="text-ink-soft text-sm">Nothing differs.</p>;
  return (
    <ul className="space-y-1.5 text-[0.8125rem]">
      {changes.slice(0, most).map((change) => (
        <li
          key={`${change.plan} ${change.model} ${change.inputOver} ${change.field}`}
          className="flex flex-wrap justify-between gap-x-3"
        >
          <span className="min-w-0">
            {lineName(change)} <span className="text-ink-faint">· {fieldName(change)}</span>
          </span>
          <span className="tabular">
            <span className="text-ink-faint">{changeValue(change, change.before)}</span> →{' '}
            {changeValue(change, change.after)}
          </span>
        </li>
      ))}
      {changes.length > most && (
        <li className="text-ink-faint">and {changes.length - most} more</li>
      )}
    </ul>
  );
}
