import { formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { AuditEntryView } from '@/lib/audit/schema';
import { actionWords } from './action-words';
import { entryDetails, entryObject } from './entry-details';
import { EntryPayload } from './entry-payload';
import { OutcomeBadge } from './outcome-badge';
import { ProofMark, VerifiedRow } from './verify/verified-row';

export function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  return (
    <Table label="Audit entries">
      <TableCaption>Audit entries, newest first, times in UTC</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Time (UTC)</TableHead>
          <TableHead>Who</TableHead>
          <TableHead>Action</TableHead>
          <TableHead>Outcome</TableHead>
          <TableHead>About</TableHead>
          <TableHead>Request or object</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {entries.map((entry) => (
          <VerifiedRow key={entry.id} id={entry.id} className="[&>td]:align-top">
            <TableCell className="tabular whitespace-nowrap">
              {formatDateTime(entry.at, { seconds: true })}
            </TableCell>
            <TableCell className="whitespace-nowrap">{entry.actor}</TableCell>
            <TableCell className="whitespace-nowrap">
              {actionWords(entry.action)}
              <code className="block font-mono text-ink-faint text-xs">{entry.action}</code>
            </TableCell>
            <TableCell>
              <OutcomeBadge outcome={entry.outcome} />
              <span className="mt-1 block whitespace-nowrap">
                <ProofMark id={entry.id} />
              </span>
            </TableCell>
            <TableCell className="min-w-56">
              <span className="break-words">{entryObject(entry)}</span>
              <span className="block text-ink-faint text-xs">{entryDetails(entry)}</span>
              <EntryPayload detail={entry.detail} />
            </TableCell>
            <TableCell className="min-w-48">
              <EntryIds entry={entry} />
            </TableCell>
          </VerifiedRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** The identifiers to search for elsewhere: the request's, else the object's. */
export function EntryIds({ entry }: { entry: AuditEntryView }) {
  const { requestId, objectId, objectKind } = entry;
  const id = requestId ?? objectId;
  if (!id) return null;
  return (
    <span className="text-ink-faint text-xs">
      <span className="block capitalize">{requestId ? 'Request' : objectKind}</span>
      <code className="break-all font-mono">{id}</code>
    </span>
  );
}
