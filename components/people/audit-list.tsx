import { ScrollText } from 'lucide-react';
import { hrefWith, type Params } from '@/components/console/href';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDateTime } from '@/components/ui/format';
import { Pagination } from '@/components/ui/pagination';
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
import type { Page } from '@/lib/console/schema';

interface AuditListProps {
  page: Page<AuditEntryView>;
  path: string;
  params: Params;
}

/** The workspace's own log: who did what and when, never what was said. */
export function AuditList({ page, path, params }: AuditListProps) {
  if (page.rows.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText />}
        title="Nothing was recorded"
        text="No entry matches. Choose another action."
      />
    );
  }
  const turn = (cursor: 'newer' | 'older') =>
    page[cursor]
      ? hrefWith(path, params, { newer: null, older: null, [cursor]: page[cursor] })
      : undefined;
  return (
    <>
      <Table label="Audit entries">
        <TableCaption>Audit entries, newest first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Time (UTC)</TableHead>
            <TableHead>Who</TableHead>
            <TableHead>Action</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead>Details</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {page.rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                {formatDateTime(row.at, { seconds: true })}
              </TableCell>
              <TableCell className="whitespace-nowrap">{row.actor}</TableCell>
              <TableCell className="whitespace-nowrap">
                <code className="font-mono text-[0.8125rem]">{row.action}</code>
              </TableCell>
              <TableCell>
                <OutcomeBadge outcome={row.outcome} />
              </TableCell>
              <TableCell className="min-w-64 text-ink-soft text-xs">{details(row)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Pagination previousHref={turn('newer')} nextHref={turn('older')} summary="Newest first" />
    </>
  );
}

function OutcomeBadge({ outcome }: { outcome: string }) {
  const tone = outcome === 'ok' ? 'success' : outcome === 'refused' ? 'warn' : 'danger';
  return (
    <Badge tone={tone} dot>
      {outcome === 'ok' ? 'Done' : outcome === 'refused' ? 'Refused' : 'Failed'}
    </Badge>
  );
}

/** Counts and codes of the entry in words; of lists of ids only how many. */
function details({ detail, requestId }: AuditEntryView): string {
  const parts = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.length : String(value)}`);
  if (requestId) parts.push(`request: ${requestId}`);
  return parts.join(' · ');
}
