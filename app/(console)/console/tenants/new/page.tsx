import type { Metadata } from 'next';
import { CreateTenantForm } from '@/components/console/create-tenant-form';
import { PageBody } from '@/components/shell/page-body';
import { formatCompact, formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { formatUsd } from '@/lib/money';
import { readGoverned } from '@/lib/policies/queries';

export const metadata: Metadata = { title: 'New tenant' };

export default async function NewTenantPage() {
  const ctx = await platformPage('operator');
  const governed = await readGoverned(ctx);
  const plans = Object.fromEntries(
    governed.plans.map(({ plan, policy }) => [
      plan,
      `${formatCount(policy.requestsPerMinute)} requests a minute, ${formatCompact(policy.tokensPerMonth)} tokens and ${formatUsd(BigInt(policy.priceNanoPerMonth))} a month.`,
    ]),
  );
  return (
    <PageBody width="narrow">
      <PageHeader
        title="New tenant"
        breadcrumb={[{ label: 'Fleet', href: '/console' }, { label: 'New tenant' }]}
        description="It begins with its plan’s limits; you can edit them afterwards."
      />
      <CreateTenantForm plans={plans} timeZones={['UTC', ...Intl.supportedValuesOf('timeZone')]} />
    </PageBody>
  );
}
