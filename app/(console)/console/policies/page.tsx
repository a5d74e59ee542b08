import type { Metadata } from 'next';
import { LiveRefresh } from '@/components/console/live-refresh';
import { BoundsDialog } from '@/components/policies/bounds-dialog';
import { BoundsFacts } from '@/components/policies/bounds-facts';
import { ChangeList } from '@/components/policies/change-list';
import { EnforcementCard } from '@/components/policies/enforcement-card';
import { GroupDialog } from '@/components/policies/group-dialog';
import { GroupList } from '@/components/policies/group-list';
import { InstancesCard } from '@/components/policies/instances-card';
import { PlanList } from '@/components/policies/plan-list';
import { RollOutButton } from '@/components/policies/roll-out-button';
import { PageBody } from '@/components/shell/page-body';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { platformPage } from '@/lib/http/page-context';
import { readEnforcement } from '@/lib/policies/enforcement';
import { listGroupEdits } from '@/lib/policies/group-edits/list-group-edits';
import { listGroups } from '@/lib/policies/groups';
import { writeManifest } from '@/lib/policies/manifest/write-manifest';
import { listPlanVersions } from '@/lib/policies/plan-versions';
import { listChanges, readGoverned } from '@/lib/policies/queries';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Policies' };

const OPEN = ['waiting', 'ready', 'in_force'];

export default async function PoliciesPage() {
  const ctx = await platformPage('operator', 'auditor');
  const [changes, groups, groupEdits, governed, versions, enforcement] = await Promise.all([
    listChanges(ctx),
    listGroups(ctx),
    listGroupEdits(ctx),
    readGoverned(ctx),
    listPlanVersions(ctx),
    readEnforcement(ctx),
  ]);
  const acts = canPlatform(ctx, 'policies:edit');
  const { bounds, plans, tenants } = governed;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Policies"
        description="What was proposed, what waits for another operator, and what new tenants begin with."
        actions={
          <>
            <LiveRefresh />
            {acts && <RollOutButton groups={groups} />}
          </>
        }
      />
      <div className="space-y-6">
        <Card flush title="Open" aria-label="Open">
          <ChangeList
            changes={changes.filter(({ state }) => OPEN.includes(state))}
            me={acts ? ctx.userId : undefined}
            empty="Nothing waits, is scheduled or is being rolled out"
          />
        </Card>
        <EnforcementCard enforcement={enforcement} acts={acts} />
        <InstancesCard instances={enforcement.instances} acts={acts} />
        <Card
          title={`Bounds, version ${bounds.version}`}
          description="What one operator may change alone within a day. Where a tenant’s data lies always takes two."
          actions={acts && <BoundsDialog key={bounds.version} {...bounds} />}
        >
          <BoundsFacts bounds={bounds.bounds} />
        </Card>
        <Card
          flush
          title="Plans"
          description="What those who begin with one get"
          aria-label="Plans"
        >
          <PlanList
            plans={plans.map((plan) => ({
              ...plan,
              manifest: writeManifest(plan.policy),
              versions: versions[plan.plan],
            }))}
            acts={acts}
          />
        </Card>
        <Card
          flush
          title="Groups of tenants"
          aria-label="Groups of tenants"
          actions={
            acts && <GroupDialog trigger={<Button size="sm">New group</Button>} tenants={tenants} />
          }
        >
          <GroupList groups={groups} edits={groupEdits} tenants={tenants} acts={acts} />
        </Card>
        <Card flush title="History" description="The last 100 changes" aria-label="History">
          <ChangeList
            changes={changes.filter(({ state }) => !OPEN.includes(state))}
            me={acts ? ctx.userId : undefined}
            empty="Nothing was changed yet"
          />
        </Card>
      </div>
    </PageBody>
  );
}
