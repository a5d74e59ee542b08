import { FileText } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { planName } from '@/components/console/status-badges';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { listBilledTenants } from '@/lib/finance/statement/list-tenants';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Statements' };

export default async function StatementsPage() {
  const tenants = await listBilledTenants(await platformPage());
  return (
    <PageBody>
      <PageHeader title="Statements" description="Each tenant’s month, in its own time zone." />
      {tenants.length === 0 ? (
        <EmptyState
          icon={<FileText />}
          title="No tenants"
          text="A statement begins with the day on which a tenant comes."
        />
      ) : (
        <Card flush>
          <ul className="divide-y divide-line">
            {tenants.map((tenant) => (
              <li
                key={tenant.id}
                className="flex flex-wrap justify-between gap-x-4 px-5 py-3 text-sm"
              >
                <Link
                  href={`/finance/statements/${tenant.id}`}
                  className="min-w-0 break-words text-accent-text hover:underline"
                >
                  {tenant.name}
                </Link>
                <span className="text-ink-faint">
                  {planName(tenant.plan)} · {tenant.zone}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </PageBody>
  );
}
