import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/console/live-refresh';
import { AddObjectiveDialog } from '@/components/console/objectives/add-objective-dialog';
import { AlertList } from '@/components/console/objectives/alert-list';
import { ObjectiveList } from '@/components/console/objectives/objective-list';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { listAlerts, listObjectives } from '@/lib/console/objectives/queries';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Objectives' };

export default async function ObjectivesPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [objectives, alerts] = await Promise.all([listObjectives(ctx), listAlerts(ctx)]);
  const acts = canPlatform(ctx, 'objectives:edit');
  return (
    <PageBody>
      <PageHeader
        title="Objectives"
        description="What is promised of latency and errors, how much of each error budget is left, and what burns too fast."
        actions={
          <>
            <LiveRefresh />
            {acts && <AddObjectiveDialog />}
          </>
        }
      />
      <div className="space-y-6">
        <Card flush title="Alerts" description="Those that are not over come first.">
          <AlertList alerts={alerts} acts={acts} />
        </Card>
        <Card
          flush
          title="Promises"
          description="Counted over the platform’s customers; days and budgets in UTC."
        >
          <ObjectiveList objectives={objectives} acts={acts} />
        </Card>
      </div>
    </PageBody>
  );
}
