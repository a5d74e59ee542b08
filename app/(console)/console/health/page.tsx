import type { Metadata } from 'next';
import Link from 'next/link';
import { LiveRefresh } from '@/components/console/live-refresh';
import { BooksBadge } from '@/components/finance/books-badge';
import { EvidenceFacts } from '@/components/health/evidence-facts';
import { InstanceList } from '@/components/health/instance-list';
import { QueueTable } from '@/components/health/queue-table';
import { PageBody } from '@/components/shell/page-body';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { readChecks } from '@/lib/finance/books/read-checks';
import { platformPage } from '@/lib/http/page-context';
import { readHealth } from '@/lib/platform-health/read-health';

export const metadata: Metadata = { title: 'Health' };

export default async function HealthPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [health, books] = await Promise.all([readHealth(ctx), readChecks(ctx)]);
  const { instances, queues, database, selfTest, rotations, evidence } = health;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Health"
        description="The platform’s own parts: whether they are there, and what they have to do."
        actions={<LiveRefresh />}
      />
      <div className="space-y-6">
        <Card
          flush
          aria-label="Instances"
          title="Instances"
          description="Of the last day. Each tells of itself every five seconds."
        >
          <InstanceList instances={instances} />
        </Card>
        <Card flush aria-label="Queues" title="Queues">
          <QueueTable queues={queues} />
        </Card>
        <div className="grid gap-6 sm:grid-cols-2 xl:grid-cols-3">
          <Card title="Database">
            <p className="text-sm">
              {`PostgreSQL ${database.version}, ${formatBytes(Number(database.bytes))}, ${formatCount(database.connections)} connections.`}
            </p>
          </Card>
          <Card title="Books">
            <BooksBadge checks={books} form="aged" />
          </Card>
          <Card title="Isolation self-test">
            <p className="text-sm">
              <SelfTest run={selfTest} />{' '}
              <Link href="/console/security" className="underline underline-offset-2">
                Security
              </Link>
            </p>
          </Card>
          <Card title="Audit logs">
            <EvidenceFacts evidence={evidence} />
          </Card>
          <Card title="Key rotation">
            <p className="text-sm">
              {`${formatCount(rotations.running)} under way, ${formatCount(rotations.done)} tenants rotated.`}{' '}
              {rotations.failed > 0 && (
                <Badge tone="danger">{`${formatCount(rotations.failed)} did not end`}</Badge>
              )}
            </p>
          </Card>
        </div>
      </div>
    </PageBody>
  );
}

function SelfTest({ run }: { run: Awaited<ReturnType<typeof readHealth>>['selfTest'] }) {
  if (!run) return 'Never run.';
  if (!run.finishedAt) return 'Under way, or cut off.';
  return (
    <>
      {run.failed === 0
        ? `All ${formatCount(run.held)} held `
        : `${formatCount(run.failed)} did not hold `}
      <Time value={run.finishedAt} />.
    </>
  );
}
