import { Eye } from 'lucide-react';
import { actionWords } from '@/components/audit/action-words';
import { EmptyState } from '@/components/ui/empty-state';
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
import type { Sight, Sights } from '@/lib/forensics/schema';

const ACTOR: Record<Sight['actorKind'], string> = {
  user: 'Person',
  key: 'API key',
  worker: 'Indexing',
  operator: 'Platform operator',
  system: 'The platform',
};

/** Entries of the audit log by which somebody had the document before them, the first first. */
export function SightsTable({ sights }: { sights: Sights }) {
  if (sights.rows.length === 0)
    return (
      <EmptyState
        icon={<Eye aria-hidden />}
        title="Nobody saw it"
        text="Between these moments nobody opened the document, was shown passages of it, or took it out."
      />
    );
  return (
    <>
      <Table label="Who saw it">
        <TableCaption>Who saw the document, the first first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Time (UTC)</TableHead>
            <TableHead>Who</TableHead>
            <TableHead>How</TableHead>
            <TableHead>Request or object</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {sights.rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                {formatDateTime(row.at, { seconds: true })}
              </TableCell>
              <TableCell>
                {row.actor ?? ACTOR[row.actorKind]}
                <code className="block font-mono text-ink-faint text-xs">{row.actorId}</code>
              </TableCell>
              <TableCell className="whitespace-nowrap">{actionWords(row.action)}</TableCell>
              <TableCell>
                <code className="font-mono text-xs">{row.requestId ?? row.objectId}</code>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {sights.more && (
        <p className="mt-2 text-[0.8125rem] text-ink-faint">
          The first {sights.rows.length} are shown; the file has them all.
        </p>
      )}
    </>
  );
}
