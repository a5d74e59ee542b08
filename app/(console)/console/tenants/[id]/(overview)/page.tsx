import { GitCompareArrows, SlidersHorizontal } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { BudgetBars } from '@/components/budgets/budget-bars';
import { namesOf } from '@/components/budgets/rule-words';
import { ContainButton } from '@/components/console/containment/contain-button';
import { ContainmentList } from '@/components/console/containment/containment-list';
import { FiguresGrid } from '@/components/console/figures-grid';
import type { Params } from '@/components/console/href';
import { KeysCard } from '@/components/console/keys/keys-card';
import { LifecycleCard } from '@/components/console/lifecycle/lifecycle-card';
import { LimitCharts } from '@/components/console/limits/limit-charts';
import { PlacementCard } from '@/components/console/placement/placement-card';
import { PolicyHistory } from '@/components/console/policy-history';
import { PolicySummary } from '@/components/console/policy-summary';
import { RangeBar } from '@/components/console/range-bar';
import { RequestFilters } from '@/components/console/request-filters';
import { RequestsTable } from '@/components/console/requests-table';
import { ResourceMap } from '@/components/console/resources/resource-map';
import { LeavingBadge, planName, TenantStateBadge } from '@/components/console/status-badges';
import { SuspendButton } from '@/components/console/suspend-button';
import { TenantCharts } from '@/components/console/tenant-charts';
import { ChangeList } from '@/components/policies/change-list';
import { HoldList } from '@/components/retention/hold-list';
import { PlaceHoldButton } from '@/components/retention/place-hold-button';
import { PageBody } from '@/components/shell/page-body';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';
import { formatDate } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { readLimitEvents } from '@/lib/console/limit-events/read-limit-events';
import { parseRange } from '@/lib/console/range/schema';
import { readTenant } from '@/lib/console/read-tenant';
import { readPools } from '@/lib/console/resources/read-pools';
import { requestFilterSchema } from '@/lib/console/schema';
import { listContainments } from '@/lib/containment/queries';
import { isAppError } from '@/lib/errors';
import { orNotFound } from '@/lib/http/or-not-found';
import { platformPage } from '@/lib/http/page-context';
import { wasErased } from '@/lib/lifecycle/erase/read-erased';
import { readTenantHolds } from '@/lib/lifecycle/retention/tenant-hold';
import { listOperations } from '@/lib/operations/list-operations';
import { readPlacement } from '@/lib/placement/read-placement';
import { listChanges } from '@/lib/policies/queries';
import { readKeyState } from '@/lib/rotation/read-key-state';
import type { PlatformContext } from '@/lib/tenancy/context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Tenant' };

interface TenantPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Params>;
}

export default async function TenantPage({ params, searchParams }: TenantPageProps) {
  const ctx = await platformPage('operator', 'auditor');
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const range = parseRange(query, clock().now());
  const filter = requestFilterSchema.parse(query);
  const view = await orNotFound(orErased(ctx, id, readTenant(ctx, id, range, filter)));
  const [contained, holds, operations, keys, placement, limits, proposed] = await Promise.all([
    listContainments(ctx, view.tenant.id),
    readTenantHolds(ctx, view.tenant.id),
    listOperations(ctx, view.tenant.id),
    readKeyState(ctx, view.tenant.id),
    readPlacement(ctx, view.tenant.id),
    readLimitEvents(ctx, view.tenant.id, range),
    listChanges(ctx, view.tenant.id),
  ]);
  const pools = await readPools(ctx, { id: view.tenant.id, account: placement.modelAccount });
  const holdScope = canPlatform(ctx, 'holds:manage') ? { tenantId: view.tenant.id } : undefined;
  const changes = proposed.filter(({ state }) => ['waiting', 'ready', 'in_force'].includes(state));
  const inForce = contained.filter(({ endedAt }) => endedAt === null);
  const { tenant, policies } = view;
  const path = `/console/tenants/${tenant.id}`;
  const current = policies[0];
  const names = namesOf(view.people);
  const { state } = tenant;
  return (
    <PageBody width="wide">
      <PageHeader
        title={tenant.name}
        breadcrumb={[{ label: 'Fleet', href: '/console' }, { label: tenant.name }]}
        meta={
          <>
            <TenantStateBadge state={state} />
            {tenant.leave && <LeavingBadge endsAt={tenant.leave.endsAt} />}
            {tenant.canary && <Badge tone="info">Self-test</Badge>}
          </>
        }
        description={`${tenant.slug} · ${planName(tenant.plan)} plan · ${tenant.members} ${tenant.members === 1 ? 'person' : 'people'} · since ${formatDate(tenant.createdAt)}`}
        actions={
          <>
            {canPlatform(ctx, 'tenants:suspend') &&
              (state === 'active' || state === 'suspended') && (
                <SuspendButton tenantId={tenant.id} name={tenant.name} state={state} />
              )}
            <ButtonLink
              href={`/console/compare?a=${tenant.id}&range=${range.preset === 'custom' ? '24h' : range.preset}`}
              size="sm"
            >
              <GitCompareArrows aria-hidden /> Compare
            </ButtonLink>
            {canPlatform(ctx, 'containment:edit') &&
              (state === 'active' || state === 'suspended') && (
                <ContainButton tenantId={tenant.id} name={tenant.name} />
              )}
            {canPlatform(ctx, 'policies:edit') && (
              <ButtonLink href={`${path}/policy`} variant="primary" size="sm">
                <SlidersHorizontal aria-hidden /> Edit quota
              </ButtonLink>
            )}
          </>
        }
      />
      {changes.length > 0 && (
        <Card flush title="Changes of its policy" description="Open" className="mb-6">
          <ChangeList
            changes={changes}
            me={canPlatform(ctx, 'policies:edit') ? ctx.userId : undefined}
            empty="Nothing is open"
          />
        </Card>
      )}
      {inForce.length > 0 && (
        <Card flush title="Contained" className="mb-6">
          <ContainmentList containments={inForce} acts={canPlatform(ctx, 'containment:edit')} />
        </Card>
      )}
      <RangeBar path={path} params={query} range={range} />
      <FiguresGrid figures={view.figures} />
      <TenantCharts
        rows={view.series}
        path={path}
        params={query}
        stepMs={range.stepMs}
        to={range.to}
      />
      <LimitCharts events={limits} path={path} params={query} />
      <div className="mb-6 grid items-start gap-4 lg:grid-cols-[2fr_3fr]">
        <Card title="Budget" description="Now, whatever the range above">
          <BudgetBars budgets={view.budgets} timeZone={view.tenant.timeZone} />
        </Card>
        <Card
          id="policy"
          title={current ? `Policy, version ${current.version}` : 'Policy'}
          description="In force"
          className="scroll-mt-6"
        >
          {current && <PolicySummary policy={current.policy} place={placement} names={names} />}
        </Card>
      </div>
      <Card
        id="requests"
        title="Requests"
        description="That began in the range"
        actions={<RequestFilters />}
        flush
        className="mb-6 scroll-mt-6"
      >
        <RequestsTable page={view.requests} path={path} params={query} />
      </Card>
      <LifecycleCard
        tenant={tenant}
        operations={operations}
        now={clock().now()}
        may={{
          export: canPlatform(ctx, 'tenants:export'),
          erase: canPlatform(ctx, 'tenants:erase'),
          cancel: canPlatform(ctx, 'operations:request'),
        }}
      />
      <Card
        title="Legal holds"
        description="While one is in force, nothing it covers expires, is deleted or is erased"
        actions={holdScope && <PlaceHoldButton scope={holdScope} />}
        flush
        className="mb-6"
      >
        <HoldList holds={holds} scope={holdScope} />
      </Card>
      <PlacementCard
        placement={placement}
        tenant={tenant}
        changes={proposed}
        operations={operations}
        canEdit={canPlatform(ctx, 'placement:edit')}
      />
      <ResourceMap
        placement={placement}
        keys={keys}
        pools={pools}
        weight={current?.policy.weight ?? null}
        inFlight={current?.policy.inFlight ?? null}
      />
      <KeysCard keys={keys} tenant={tenant} canRotate={canPlatform(ctx, 'operations:request')} />
      <Card title="Policy history" description="Every version stays as it was" flush>
        <PolicyHistory
          versions={policies}
          whose={{ of: 'tenant', tenantId: tenant.id }}
          names={names}
          acts={canPlatform(ctx, 'policies:edit')}
        />
      </Card>
    </PageBody>
  );
}

/** The page of a tenant that was erased, also while somebody watched, leads to its receipt. */
async function orErased<T>(ctx: PlatformContext, id: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found' && (await wasErased(ctx, id)))
      redirect(`/console/erased/${id}`);
    throw error;
  }
}
