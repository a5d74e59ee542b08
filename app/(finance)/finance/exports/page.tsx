import type { Metadata } from 'next';
import { AccountList } from '@/components/finance/exports/account-list';
import { AddTargetDialog } from '@/components/finance/exports/add-target-dialog';
import { ExportTable } from '@/components/finance/exports/export-table';
import { FollowExports } from '@/components/finance/exports/follow-exports';
import { RequestForm } from '@/components/finance/exports/request-form';
import { TargetList } from '@/components/finance/exports/target-list';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { listMonth } from '@/lib/finance/chargeback/queries';
import { listAccounts } from '@/lib/finance/exports/journal-accounts';
import { listExports } from '@/lib/finance/exports/request-export';
import { listTargets } from '@/lib/finance/exports/targets';
import { parseDays } from '@/lib/finance/schema';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Exports' };

export default async function ExportsPage() {
  const ctx = await platformPage();
  const acts = canPlatform(ctx, 'exports:make');
  const exports = await listExports(ctx);
  const targets = await listTargets(ctx);
  const accounts = await listAccounts(ctx);
  const { from, to } = parseDays({ range: 'last-month', by: 'tenant' }, clock().now());
  const billed = await listMonth(ctx, from.slice(0, 7));
  const tenants = billed.map(({ id, name }) => ({ id, name }));
  const waits = exports.some(({ state }) => state === 'queued' || state === 'running');
  return (
    <PageBody width="wide">
      <PageHeader
        title="Exports"
        description="Figures as files: checked against the ledger before anybody gets them, and refused when one nano-dollar is missing."
      />
      <FollowExports active={waits} />
      {acts && (
        <Card
          className="mb-6"
          title="New export"
          description="The worker writes it; it can be downloaded for a day. Days are in UTC."
        >
          <RequestForm tenants={tenants} from={from} to={to} />
        </Card>
      )}
      <Card flush className="mb-6" title="Files">
        <ExportTable exports={exports} />
      </Card>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card
          flush
          title="Scheduled"
          description="Each day or month, an hour after its end, to a directory or a bucket."
          actions={acts && <AddTargetDialog tenants={tenants} />}
        >
          <TargetList targets={targets} acts={acts} />
        </Card>
        <Card
          flush
          title="Accounts of the general ledger"
          description="What journal lines are booked to, in files written from now on."
        >
          <AccountList accounts={accounts} acts={acts} />
        </Card>
      </div>
    </PageBody>
  );
}
