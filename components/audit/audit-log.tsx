import { ScrollText } from 'lucide-react';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';
import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import type { AuditEntryView } from '@/lib/audit/schema';
import type { Page } from '@/lib/console/schema';
import { AuditCards } from './audit-cards';
import { AuditTable } from './audit-table';
import { LogProof } from './verify/log-proof';
import { VerifiedLog } from './verify/verified-log';

interface AuditLogProps {
  page: Page<AuditEntryView>;
  path: string;
  params: Params;
  /** The workspace's short name. */
  slug: string;
}

/** The workspace's own log: who did what and when, never what was said. */
export function AuditLog({ page, path, params, slug }: AuditLogProps) {
  if (page.rows.length === 0) {
    const filtered = Boolean(
      params.action || params.actor || params.object || params.id || params.older || params.newer,
    );
    return (
      <EmptyState
        icon={<ScrollText />}
        title="Nothing was recorded"
        text={
          filtered
            ? 'No entry of this range matches the filters.'
            : 'Nothing happened in this range. Choose a longer one.'
        }
        action={
          filtered && (
            <ButtonLink
              href={hrefWith(path, params, {
                ...NO_CURSOR,
                action: null,
                actor: null,
                object: null,
                id: null,
              })}
            >
              Clear the filters
            </ButtonLink>
          )
        }
      />
    );
  }
  const turn = (cursor: 'newer' | 'older') =>
    page[cursor] ? hrefWith(path, params, { ...NO_CURSOR, [cursor]: page[cursor] }) : undefined;
  return (
    <VerifiedLog path={`/api/t/${slug}/audit/proofs`} entries={page.rows}>
      <LogProof download={`/api/t/${slug}/audit.jsonl`} />
      <div className="hidden md:block">
        <AuditTable entries={page.rows} />
      </div>
      <div className="md:hidden">
        <AuditCards entries={page.rows} />
      </div>
      <Pagination previousHref={turn('newer')} nextHref={turn('older')} summary="Newest first" />
    </VerifiedLog>
  );
}
