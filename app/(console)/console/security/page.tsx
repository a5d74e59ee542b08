import type { Metadata } from 'next';
import { AlertList } from '@/components/security/alert-list';
import { LockMatrix } from '@/components/security/lock-matrix';
import { RunButton } from '@/components/security/run-button';
import { RunHistory } from '@/components/security/run-history';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { isId } from '@/lib/ids';
import { listAlerts } from '@/lib/security/alerts';
import { readSelfTests } from '@/lib/security/self-test/history';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Security' };

interface SecurityPageProps {
  searchParams: Promise<{ run?: string | string[] }>;
}

export default async function SecurityPage({ searchParams }: SecurityPageProps) {
  const ctx = await platformPage('operator', 'auditor');
  const { run } = await searchParams;
  const [alerts, { runs, shown }] = await Promise.all([
    listAlerts(ctx),
    readSelfTests(ctx, isId(run) ? run : undefined),
  ]);
  const acts = canPlatform(ctx, 'security:act');
  return (
    <PageBody width="wide">
      <PageHeader
        title="Security"
        description="Whether the locks between tenants hold on this installation, and where one of them had to."
        actions={acts && <RunButton />}
      />
      <Card
        flush
        title="Alerts"
        description="Rows of another tenant that the third lock stopped. Each means that an earlier lock failed."
        className="mb-6"
      >
        <AlertList alerts={alerts} acts={acts} />
      </Card>
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <LockMatrix run={shown} />
        <RunHistory runs={runs} shownId={shown?.id} />
      </div>
    </PageBody>
  );
}
