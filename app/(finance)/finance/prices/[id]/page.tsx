import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { PriceChanges } from '@/components/finance/prices/price-changes';
import { BOOK_LABEL, STATE_LABEL } from '@/components/finance/prices/price-words';
import { PlanTermsTable, PricesTable } from '@/components/finance/prices/prices-table';
import { PageBody } from '@/components/shell/page-body';
import { Badge } from '@/components/ui/badge';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { diffPrices } from '@/lib/finance/prices/changes/schema';
import { readPriceVersion } from '@/lib/finance/prices/read-prices';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Price version' };

export default async function PriceVersionPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await platformPage();
  const { id } = await params;
  const { version, before } = await orNotFound(readPriceVersion(ctx, Number(id)));
  const [tone, state] = STATE_LABEL[version.state];
  return (
    <PageBody width="wide">
      <PageHeader
        title={`Version ${version.id}`}
        breadcrumb={[
          { label: 'Prices', href: `/finance/prices?book=${version.book}` },
          { label: BOOK_LABEL[version.book] },
        ]}
        meta={<Badge tone={tone}>{state}</Badge>}
        description={`From ${formatDateTime(version.startsAt)} UTC. ${version.reason}${version.author ? ` (${version.author})` : ''}`}
        actions={
          <a
            href={`/api/finance/prices.csv?version=${version.id}`}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> CSV
          </a>
        }
      />
      <div className="space-y-5">
        <Card flush title="Lines" description="Dollars a million tokens">
          <PricesTable version={version} />
        </Card>
        {version.plans.length > 0 && (
          <Card flush title="Plans">
            <PlanTermsTable plans={version.plans} />
          </Card>
        )}
        {before && (
          <Card title={`Changes since version ${before.id}`}>
            <PriceChanges changes={diffPrices(before, version)} />
          </Card>
        )}
      </div>
    </PageBody>
  );
}
