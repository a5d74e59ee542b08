import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { modelName } from '@/components/console/status-badges';
import { CallFigures } from '@/components/finance/corrections/call-figures';
import { CorrectionForm } from '@/components/finance/corrections/correction-form';
import { CorrectionList } from '@/components/finance/corrections/correction-list';
import { PageBody } from '@/components/shell/page-body';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { readCall } from '@/lib/finance/corrections/read-call';
import { entryParams } from '@/lib/finance/corrections/schema';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Ledger entry' };

interface EntryPageProps {
  params: Promise<{ id: string; entry: string }>;
}

export default async function EntryPage({ params }: EntryPageProps) {
  const ctx = await platformPage();
  const ids = entryParams.safeParse(await params);
  if (!ids.success) notFound();
  const call = await orNotFound(readCall(ctx, ids.data.id, ids.data.entry));
  const account = call.account === 'own' ? ', on the tenant’s own account' : '';
  return (
    <PageBody>
      <PageHeader
        title="Ledger entry"
        breadcrumb={[{ label: 'Ledger', href: '/finance/ledger' }, { label: call.tenant.name }]}
        meta={
          <>
            <Badge>{call.outcome}</Badge>
            {call.estimated && <Badge tone="warn">estimated</Badge>}
            {call.batch && <Badge tone="info">batch</Badge>}
          </>
        }
        description={`${modelName(call.model)} for ${call.feature}, settled ${formatDateTime(call.at, { seconds: true })} UTC${account}. Priced by cost version ${call.costVersion} and price version ${call.priceVersion}.`}
      />
      <div className="space-y-5">
        <Card flush title="Figures">
          <CallFigures call={call} />
        </Card>
        <Card flush title="Corrections">
          <CorrectionList corrections={call.corrections} />
        </Card>
        {canPlatform(ctx, 'ledger:correct') && (
          <Card
            title="Correct this call"
            description="The entry stays as it is. What you book is the difference, as an entry of its own, in this month."
          >
            <CorrectionForm key={`${call.net.costNano} ${call.net.priceNano}`} call={call} />
          </Card>
        )}
      </div>
    </PageBody>
  );
}
