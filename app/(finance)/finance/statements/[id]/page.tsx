import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AdjustButton } from '@/components/finance/statement/adjust-button';
import { StatementView } from '@/components/finance/statement/statement-view';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { readStatement } from '@/lib/finance/statement/read-statement';
import { statementParams, statementTenant } from '@/lib/finance/statement/schema';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Statement' };

interface StatementPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function StatementPage({ params, searchParams }: StatementPageProps) {
  const ctx = await platformPage();
  const id = statementTenant.safeParse((await params).id);
  if (!id.success) notFound();
  const { month } = statementParams.parse(await searchParams);
  const data = await orNotFound(readStatement(ctx, id.data, month));
  const { tenant, statement } = data;
  return (
    <PageBody>
      <PageHeader
        title={`Statement of ${tenant.name}`}
        breadcrumb={[{ label: 'Statements', href: '/finance/statements' }, { label: tenant.name }]}
        description="Fees, included usage, overage, add-ons and corrections, computed from the ledger."
      />
      <StatementView
        data={data}
        requestsOf={(model) =>
          `/api/console/forensics.csv?tenant=${tenant.id}&month=${statement.month}&line=${encodeURIComponent(model)}`
        }
        actions={
          <>
            <CsvLink
              href={`/api/finance/statement.csv?tenant=${tenant.id}&month=${statement.month}`}
            />
            {canPlatform(ctx, 'ledger:correct') && (
              <AdjustButton
                key={statement.month}
                tenantId={tenant.id}
                name={tenant.name}
                month={statement.month}
              />
            )}
          </>
        }
      />
    </PageBody>
  );
}
