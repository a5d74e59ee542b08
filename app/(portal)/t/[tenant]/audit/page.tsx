import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { Params } from '@/components/console/href';
import { ActionFilter } from '@/components/people/action-filter';
import { AuditList } from '@/components/people/audit-list';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { listAuditEntries } from '@/lib/audit/list-entries';
import { auditParams } from '@/lib/audit/schema';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Audit log' };

interface AuditPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Params>;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const ctx = await tenantPage((await params).tenant);
  if (!can(ctx, 'audit:read')) notFound();
  const query = await searchParams;
  const { page, actions } = await listAuditEntries(ctx, auditParams.parse(query));
  return (
    <PageBody width="wide">
      <PageHeader
        title="Audit log"
        description="Every change and every answer in this workspace: who, when and which documents. What was asked and answered is not in it."
        actions={<ActionFilter actions={actions} />}
      />
      <AuditList page={page} path={`/t/${ctx.slug}/audit`} params={query} />
    </PageBody>
  );
}
