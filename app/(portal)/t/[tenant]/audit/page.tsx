import { Eye } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditLog } from '@/components/audit/audit-log';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { listAuditEntries } from '@/lib/audit/list-entries';
import { auditParams } from '@/lib/audit/schema';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Audit log' };

interface AuditPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Params>;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'audit:read')) notFound();
  const query = await searchParams;
  const { action, actor, object, id, ...place } = auditParams.parse(query);
  const range = parseRange(query, clock().now(), '30d');
  const filter = { from: range.from, to: range.to, action, actor, object, id };
  const { page, choices } = await listAuditEntries(ctx, filter, place);
  const path = `/t/${ctx.slug}/audit`;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Audit log"
        description="Every change and every answer in this workspace: who, when and which documents. What was asked and answered is not in it."
        actions={
          <ButtonLink href={`/t/${ctx.slug}/audit/seen`} size="sm">
            <Eye aria-hidden /> Who saw a document
          </ButtonLink>
        }
      />
      <RangeBar path={path} params={query} range={range} />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        <AuditFilters {...choices} />
        <CsvLink href={hrefWith(`/api/t/${ctx.slug}/audit.csv`, query, NO_CURSOR)} />
      </div>
      <AuditLog page={page} path={path} params={query} slug={ctx.slug} />
    </PageBody>
  );
}
