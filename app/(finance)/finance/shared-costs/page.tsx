import { Download, Split } from 'lucide-react';
import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { AllocationTable } from '@/components/finance/shared-costs/allocation-table';
import { CostList } from '@/components/finance/shared-costs/cost-list';
import { EnterButton } from '@/components/finance/shared-costs/enter-button';
import { MonthChoice } from '@/components/finance/statement/month-choice';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Stat, StatGrid } from '@/components/ui/stat';
import { clock } from '@/lib/clock';
import { lastMonths } from '@/lib/finance/planning/last-months';
import { readSharedCosts } from '@/lib/finance/shared-costs/read-shared-costs';
import { parseMonth } from '@/lib/finance/shared-costs/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Shared costs' };

export default async function SharedCostsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage();
  const query = await searchParams;
  const month = parseMonth(query.month, clock().now());
  const shared = await readSharedCosts(ctx, month);
  const canEdit = canPlatform(ctx, 'shared-costs:edit');
  const difference = BigInt(shared.enteredNano) - BigInt(shared.allocatedNano);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Shared costs"
        description="What the platform pays for all tenants together, and each tenant’s part. By cost of usage: in proportion to what the provider charged for the tenant’s calls of the month (UTC); in a month without any, the same for each. The same for each: every tenant that was there before the month ended. Fixed parts: as finance gave them. A tenant that is erased keeps its part. Parts are rounded down, and what is left goes to the largest remainders, one nano-dollar each."
        actions={canEdit && <EnterButton month={month} tenants={shared.tenants} />}
      />
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <MonthChoice month={month} months={lastMonths(clock().now())} />
      </div>
      <StatGrid className="mb-6">
        <Stat label="Entered" value={<Money nano={shared.enteredNano} />} />
        <Stat label="Allocated" value={<Money nano={shared.allocatedNano} />} />
        <Stat label="Difference" value={<Money nano={difference.toString()} />} />
      </StatGrid>
      {difference !== 0n && (
        <Alert
          className="mb-4"
          kind="warn"
          title="Not all of it is allocated"
          text="No tenant was there in this month that could take a part."
        />
      )}
      {shared.costs.length === 0 ? (
        <EmptyState
          icon={<Split />}
          title="Nothing is shared"
          text="No cost of this month was entered. Finance enters what the platform, idle capacity and embeddings cost."
        />
      ) : (
        <>
          <Card title="Entered" flush className="mb-6">
            <CostList costs={shared.costs} canEdit={canEdit} />
          </Card>
          <Card
            title="By tenant"
            flush
            actions={
              <a
                href={hrefWith('/api/finance/shared-costs.csv', { month }, {})}
                download
                className={buttonVariants({ size: 'sm' })}
              >
                <Download aria-hidden /> CSV
              </a>
            }
          >
            <AllocationTable shared={shared} />
          </Card>
        </>
      )}
    </PageBody>
  );
}
