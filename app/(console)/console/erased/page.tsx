import type { Metadata } from 'next';
import { ErasedTable } from '@/components/console/lifecycle/erased-table';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { listErased } from '@/lib/lifecycle/erase/read-erased';

export const metadata: Metadata = { title: 'Erased tenants' };

export default async function ErasedPage() {
  const ctx = await platformPage('operator', 'auditor');
  return (
    <PageBody width="wide">
      <PageHeader
        title="Erased tenants"
        description="That they were erased, what it removed, and what they had cost. Nothing of what was said."
      />
      <ErasedTable tenants={await listErased(ctx)} />
    </PageBody>
  );
}
