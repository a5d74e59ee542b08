import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { KeptBills } from '@/components/console/lifecycle/kept-bills';
import { KeptMonths } from '@/components/console/lifecycle/kept-months';
import { ReceiptCard } from '@/components/console/lifecycle/receipt-card';
import { planName, TenantStateBadge } from '@/components/console/status-badges';
import { PageBody } from '@/components/shell/page-body';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatDate } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { readErased } from '@/lib/lifecycle/erase/read-erased';

export const metadata: Metadata = { title: 'Erased tenant' };

export default async function ErasedTenantPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await platformPage('operator', 'auditor');
  const { erased, months, bills } = await orNotFound(readErased(ctx, (await params).id));
  return (
    <PageBody width="wide">
      <PageHeader
        title={erased.name}
        breadcrumb={[{ label: 'Erased tenants', href: '/console/erased' }, { label: erased.name }]}
        meta={<TenantStateBadge state={erased.finishedAt ? 'erased' : 'erasing'} />}
        actions={
          <a
            href={`/api/console/audit.jsonl?log=${erased.id}`}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> Audit log
          </a>
        }
        description={`${erased.slug} · ${planName(erased.plan)} plan${erased.finishedAt ? ` · erased on ${formatDate(erased.finishedAt)}` : ''}`}
      />
      <ReceiptCard erased={erased} />
      <Card title="What is kept" description="Sums by month and model, for the books" flush>
        <KeptMonths months={months} />
      </Card>
      <Card title="Bills" description="Fee and all, by month" flush className="mt-6">
        <KeptBills bills={bills} />
      </Card>
    </PageBody>
  );
}
