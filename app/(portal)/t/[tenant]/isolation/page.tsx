import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { IsolationFacts } from '@/components/isolation/isolation-facts';
import { WhoSees } from '@/components/isolation/who-sees';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';
import { readIsolation } from '@/lib/workspace-isolation/queries';

export const metadata: Metadata = { title: 'Isolation' };

export default async function IsolationPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'limits:edit')) notFound();
  return (
    <PageBody>
      <PageHeader
        title="How this workspace is isolated"
        description="Four independent locks stand between this workspace and every other: any one of them alone stops a crossing."
      />
      <div className="space-y-6">
        <IsolationFacts view={await readIsolation(ctx)} />
        <WhoSees />
      </div>
    </PageBody>
  );
}
