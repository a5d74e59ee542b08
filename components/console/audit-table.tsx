import { ScrollText } from 'lucide-react';
import Link from 'next/link';
import { EntryPayload } from '@/components/audit/entry-payload';
import { LogProof } from '@/components/audit/verify/log-proof';
import { VerifiedLog } from '@/components/audit/verify/verified-log';
import { ProofMark, VerifiedRow } from '@/components/audit/verify/verified-row';
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
import { PLATFORM_LOG, platformLogParams } from '@/lib/audit/proofs/schema';
import type { AuditRow, Page } from '@/lib/console/schema';
import { AuditLinks } from './audit-links';
import { hrefWith, type Params } from './href';

interface AuditTableProps {
  page: Page<AuditRow>;
  path: string;
  params: Params;
}

export function AuditTable({ page, path, params }: AuditTableProps) {
  if (page.rows.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText />}
        title="Nothing was recorded"
        text="No entry of this range matches the filters. Choose a longer range, or fewer filters."
      />
    );
  }
  const turn = (cursor: 'newer' | 'older') =>
    page[cursor]
      ? hrefWith(path, params, { newer: null, older: null, [cursor]: page[cursor] })
      : undefined;
  return (
    <VerifiedLog path="/api/console/audit/proofs" entries={page.rows.map((row) => row.facts)}>
      <LogProof download={`/api/console/audit.jsonl?log=${downloaded(params)}`} />
      <Table label="Audit entries">
        <TableCaption>Audit entries, newest first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Time (UTC)</TableHead>
            <TableHead>Who</TableHead>
            <TableHead>Action</TableHead>
            <TableHead>Tenant</TableHead>
            <TableHead>Reason or object</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {page.rows.map((row) => (
            <VerifiedRow key={row.id} id={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                {formatDateTime(row.at, { seconds: true })}
              </TableCell>
              <TableCell className="whitespace-nowrap">
                {row.actor}
                <span className="block text-ink-faint text-xs capitalize">{row.actorRole}</span>
                <ProofMark id={row.id} />
              </TableCell>
              <TableCell className="whitespace-nowrap">
                <code className="font-mono text-[0.8125rem]">{row.action}</code>
                {row.outcome && row.outcome !== 'ok' && (
                  <Badge tone={row.outcome === 'error' ? 'danger' : 'warn'} className="ml-2">
                    {row.outcome}
                  </Badge>
                )}
              </TableCell>
              <TableCell className="whitespace-nowrap">
                {row.tenant ? (
                  <Link
                    href={`/console/tenants/${row.tenant.id}`}
                    className="hover:text-accent-text hover:underline"
                  >
                    {row.tenant.name}
                  </Link>
                ) : (
                  <span className="text-ink-faint">Platform</span>
                )}
              </TableCell>
              <TableCell className="min-w-56">
                {row.reason ?? <span className="capitalize">{row.object}</span>}
                {row.detail && <EntryPayload detail={row.detail} />}
                <AuditLinks row={row} />
              </TableCell>
            </VerifiedRow>
          ))}
        </TableBody>
      </Table>
      <Pagination previousHref={turn('newer')} nextHref={turn('older')} summary="Newest first" />
    </VerifiedLog>
  );
}

/** Of the tenant that the list is narrowed to, else the platform's own. */
function downloaded({ tenant, log }: Params): string {
  return (log !== 'platform' && platformLogParams.shape.log.safeParse(tenant).data) || PLATFORM_LOG;
}
