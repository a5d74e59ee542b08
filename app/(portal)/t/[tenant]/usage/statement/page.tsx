import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { StatementView } from '@/components/finance/statement/statement-view';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { readOwnStatement } from '@/lib/finance/statement/read-statement';
import { statementParams } from '@/lib/finance/statement/schema';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Statement' };

interface StatementPageProps {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OwnStatementPage({ params, searchParams }: StatementPageProps) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'usage:read')) notFound();
  const { month } = statementParams.parse(await searchParams);
  const data = await readOwnStatement(ctx, month);
  return (
    <PageBody>
      <PageHeader
        title="Statement"
        breadcrumb={[{ label: 'Usage', href: `/t/${ctx.slug}/usage` }, { label: 'Statement' }]}
        description="What this workspace pays for a month, computed from the ledger."
      />
      <StatementView
        data={data}
        fileOf={(format) => `/api/t/${ctx.slug}/statement.${format}?month=${data.statement.month}`}
      />
    </PageBody>
  );
}
