import { Target } from 'lucide-react';
import type { Metadata } from 'next';
import type { Params } from '@/components/console/href';
import { BurnDownChart } from '@/components/finance/planning/burn-down-chart';
import { PlannedTable } from '@/components/finance/planning/planned-table';
import { MonthChoice } from '@/components/finance/statement/month-choice';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { CsvLink } from '@/components/usage/csv-link';
import { clock } from '@/lib/clock';
import { lastMonths } from '@/lib/finance/planning/last-months';
import { readPlanned } from '@/lib/finance/planning/read-planned';
import { plannedParams, thisMonth } from '@/lib/finance/planning/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Budgets' };

const PATH = '/finance/budgets';

export default async function FinanceBudgetsPage({
  searchParams,
}: {
  searchParams: Promise<Params>;
}) {
  const ctx = await platformPage();
  const query = await searchParams;
  const params = plannedParams.parse(query);
  const now = clock().now();
  const month = params.month ?? thisMonth(now);
  const planned = await readPlanned(ctx, month, params);
  const canPlan = canPlatform(ctx, 'spend:plan');
  const shared = { path: PATH, params: query, month };
  return (
    <PageBody width="wide">
      <PageHeader
        title="Budgets"
        description="What finance planned that usage is charged, and what it came to by the ledger, in months of UTC. A plan limits nothing. A group’s own plan is compared with all tenants that are in it now; without one, and for all tenants, the plans of the tenants are added up, and what is left, used and burnt down is of those that have one. A tenant that is in two groups counts in both."
        actions={<ButtonLink href="/finance/what-if">What if…</ButtonLink>}
      />
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <MonthChoice month={month} months={lastMonths(now)} />
        {(params.tenant || params.group) && (
          <ButtonLink size="sm" href={`${PATH}?month=${month}`}>
            All tenants
          </ButtonLink>
        )}
        <CsvLink href={`/api/finance/budgets.csv?month=${month}`} />
      </div>
      {planned.burnDown.length > 0 && <BurnDownChart month={planned} />}
      {planned.groups.length > 0 && (
        <Card title="By group" flush className="mb-6">
          <PlannedTable {...shared} of="group" rows={planned.groups} canPlan={canPlan} />
        </Card>
      )}
      {planned.tenants.length === 0 ? (
        <EmptyState
          icon={<Target />}
          title="No tenants"
          text="Plans are made for tenants: there is none yet."
        />
      ) : (
        <Card title="By tenant" flush>
          <PlannedTable
            {...shared}
            of="tenant"
            rows={planned.tenants}
            total={planned.total}
            canPlan={canPlan}
          />
        </Card>
      )}
    </PageBody>
  );
}
