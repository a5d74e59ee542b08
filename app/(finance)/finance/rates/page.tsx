import { Coins } from 'lucide-react';
import type { Metadata } from 'next';
import { RateButton } from '@/components/finance/chargeback/rate-button';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { now } from '@/lib/clock';
import { exactRate } from '@/lib/finance/chargeback/facts';
import { listRates } from '@/lib/finance/chargeback/queries';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Exchange rates' };

export default async function RatesPage() {
  const ctx = await platformPage();
  const rates = await listRates(ctx);
  return (
    <PageBody>
      <PageHeader
        title="Exchange rates"
        breadcrumb={[
          { label: 'Statements', href: '/finance/statements' },
          { label: 'Exchange rates' },
        ]}
        description="A month goes by the rate in force on its last day, which its statement names. Rates are added, never changed."
      />
      {canPlatform(ctx, 'statements:issue') && (
        <div className="mb-5">
          <RateButton today={now().toISOString().slice(0, 10)} />
        </div>
      )}
      {rates.length === 0 ? (
        <EmptyState icon={<Coins />} title="No rates" text="Statements in dollars need none." />
      ) : (
        <Card flush>
          <ul className="divide-y divide-line">
            {rates.map((rate) => (
              <li key={rate.version} className="flex flex-col gap-1 px-5 py-3 text-sm">
                <span className="tabular font-medium">
                  1 USD = {exactRate(rate.rateNano)} {rate.currency}
                </span>
                <span className="break-words text-ink-soft">
                  From {rate.validFrom} · {rate.source} · version {rate.version}
                </span>
                <span className="break-words text-ink-faint text-xs">
                  {rate.reason} · {formatDateTime(rate.createdAt)}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </PageBody>
  );
}
