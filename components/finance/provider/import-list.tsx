import { Badge } from '@/components/ui/badge';
import { formatCount, formatDateTime } from '@/components/ui/format';
import type { ProviderImport } from '@/lib/finance/provider/schema';

/** Newest first. */
export function ImportList({ imports }: { imports: readonly ProviderImport[] }) {
  if (imports.length === 0)
    return (
      <p className="px-5 py-4 text-ink-soft text-sm">
        Nothing was imported yet. Until then the ledger has nothing to be compared with.
      </p>
    );
  return (
    <ul className="divide-y divide-line">
      {imports.map((each) => (
        <li key={each.number} className="px-5 py-3 text-sm">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            Import {each.number} <Badge>{each.kind}</Badge>
            <span className="font-normal">
              {each.fromDay} to {each.toDay}, {formatCount(each.rows)} rows
            </span>
          </p>
          <p className="break-words text-ink-faint text-xs">
            {each.source === 'api' ? 'From the API' : each.fileName || 'A file'} · {each.author},{' '}
            {formatDateTime(each.importedAt)} UTC
          </p>
        </li>
      ))}
    </ul>
  );
}
