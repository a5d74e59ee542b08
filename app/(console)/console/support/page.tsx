import type { Metadata } from 'next';
import { PageBody } from '@/components/shell/page-body';
import { GrantedList } from '@/components/support/granted-list';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { listGranted } from '@/lib/support-access/list-granted';

export const metadata: Metadata = { title: 'Support access' };

interface SupportPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ConsoleSupportPage({ searchParams }: SupportPageProps) {
  const ctx = await platformPage('operator');
  const { ended } = await searchParams;
  const granted = await listGranted(ctx);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Support access"
        description="What tenants let you read, by your name and for a day at most. Each time you open one is in the tenant’s audit log and in the platform’s."
      />
      {ended !== undefined && (
        <Alert kind="warn" title="The access that you had open has ended" className="mb-6" />
      )}
      <Card flush title="Granted to you">
        <GrantedList granted={granted} />
      </Card>
    </PageBody>
  );
}
