import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/console/live-refresh';
import { InboxList } from '@/components/limits/inbox/inbox-list';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { readInbox } from '@/lib/quota-requests/read-inbox';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Requests for limits' };

export default async function RequestsInboxPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [open, decided] = await Promise.all([
    readInbox(ctx, { open: true }),
    readInbox(ctx, { open: false }),
  ]);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Requests for limits"
        description="What tenants’ admins ask for, with what it comes to. A decision is a new policy version, in force from the next request on."
        actions={<LiveRefresh />}
      />
      <div className="space-y-6">
        <Card flush title="Open">
          <InboxList
            items={open}
            acts={canPlatform(ctx, 'quotas:decide')}
            empty="Nobody waits for an answer"
          />
        </Card>
        <Card flush title="Decided">
          <InboxList items={decided} acts={false} empty="Nothing was decided yet" />
        </Card>
      </div>
    </PageBody>
  );
}
