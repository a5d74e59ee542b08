import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/console/live-refresh';
import { PoolList } from '@/components/console/traffic/pool-list';
import { ShareList } from '@/components/console/traffic/share-list';
import { UpstreamList } from '@/components/console/traffic/upstream-list';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { readTraffic } from '@/lib/console/traffic/read-traffic';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Traffic' };

export default async function TrafficPage() {
  const ctx = await platformPage('operator', 'auditor');
  const { upstreams, pools, shares } = await readTraffic(ctx);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Traffic"
        description="What all running instances have to do, some seconds ago at most, and what they wait for."
        actions={<LiveRefresh />}
      />
      <div className="space-y-6">
        <Card
          flush
          title="Models"
          description="Each with a breaker, and a limit that follows how it answers."
        >
          <UpstreamList upstreams={upstreams} />
        </Card>
        <Card flush title="Tenants" description="Who holds slots for answers, and who waits.">
          <ShareList shares={shares} />
        </Card>
        <Card flush title="Pools" description="Each dependency holds its own callers alone.">
          <PoolList pools={pools} />
        </Card>
      </div>
    </PageBody>
  );
}
