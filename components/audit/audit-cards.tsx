import { formatDateTime } from '@/components/ui/format';
import type { AuditEntryView } from '@/lib/audit/schema';
import { actionWords } from './action-words';
import { EntryIds } from './audit-table';
import { entryDetails, entryObject } from './entry-details';
import { EntryPayload } from './entry-payload';
import { OutcomeBadge } from './outcome-badge';
import { ProofMark, VerifiedItem } from './verify/verified-row';

/** The log where there is no room for columns. */
export function AuditCards({ entries }: { entries: readonly AuditEntryView[] }) {
  return (
    <ul
      aria-label="Audit entries, newest first"
      className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card"
    >
      {entries.map((entry) => (
        <VerifiedItem key={entry.id} id={entry.id} className="space-y-1 px-4 py-3 text-sm">
          <div className="flex items-start justify-between gap-3">
            <p className="font-medium">{actionWords(entry.action)}</p>
            <OutcomeBadge outcome={entry.outcome} />
          </div>
          <p className="break-words text-ink-soft">{entryObject(entry)}</p>
          <p className="tabular text-ink-faint text-xs">
            {entry.actor} · {formatDateTime(entry.at, { seconds: true })} UTC
          </p>
          <p className="text-ink-faint text-xs">{entryDetails(entry)}</p>
          <EntryIds entry={entry} />
          <EntryPayload detail={entry.detail} />
          <ProofMark id={entry.id} />
        </VerifiedItem>
      ))}
    </ul>
  );
}
