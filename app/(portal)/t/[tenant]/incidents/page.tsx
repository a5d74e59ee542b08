import { Megaphone } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { tenantPage } from '@/lib/http/page-context';
import { listOwnNotices } from '@/lib/incidents/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Incident notices' };

export default async function IncidentNoticesPage({
  params,
}: {
  params: Promise<{ tenant: string }>;
}) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'incidents:read')) notFound();
  const notices = await listOwnNotices(ctx);
  return (
    <PageBody>
      <PageHeader
        title="Incident notices"
        description="What the platform’s operators told this workspace. Who gets them by e-mail is set under Notifications."
      />
      {notices.length === 0 ? (
        <EmptyState
          icon={<Megaphone aria-hidden />}
          title="No notices"
          text="No incident of the platform affected this workspace."
        />
      ) : (
        <div className="space-y-4">
          {notices.map(({ id, at, title, text }) => (
            <Card key={id} id={id} title={title} description={<Time value={at} mode="absolute" />}>
              <p className="whitespace-pre-line break-words text-sm">{text}</p>
            </Card>
          ))}
        </div>
      )}
    </PageBody>
  );
}
