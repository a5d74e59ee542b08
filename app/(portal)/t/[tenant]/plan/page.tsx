import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { planName } from '@/components/console/status-badges';
import { PlanComparison } from '@/components/plans/plan-comparison';
import { PlanHistory } from '@/components/plans/plan-history';
import { ScheduledChange } from '@/components/plans/scheduled-change';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { tenantPage } from '@/lib/http/page-context';
import { readPlans } from '@/lib/plan-changes/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Plan' };

export default async function PlanPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'limits:edit')) notFound();
  const view = await readPlans(ctx);
  const changes = can(ctx, 'plan:change');
  return (
    <PageBody>
      <PageHeader
        title="Plan"
        description={`This workspace is on ${planName(view.current)}. A higher plan is in force at once and its fee is shared by days; a lower one begins with the next month where the workspace is.`}
        actions={
          <ButtonLink href={`/t/${ctx.slug}/limits`} size="sm">
            Limits
          </ButtonLink>
        }
      />
      {view.scheduled && (
        <ScheduledChange
          slug={ctx.slug}
          change={view.scheduled}
          timeZone={view.timeZone}
          changes={changes}
        />
      )}
      <Card
        flush
        title="Plans"
        description={
          changes
            ? 'What each allows and costs. Nothing changes before you have seen the price.'
            : 'What each allows and costs. The workspace’s owner changes the plan.'
        }
        className="mb-6"
      >
        <PlanComparison slug={ctx.slug} view={view} changes={changes} />
      </Card>
      {view.history.length > 0 && (
        <Card flush title="Changes">
          <PlanHistory history={view.history} timeZone={view.timeZone} />
        </Card>
      )}
    </PageBody>
  );
}
