import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { FiguresGrid } from '@/components/console/figures-grid';
import { FleetFilters } from '@/components/console/fleet/fleet-filters';
import { FleetTable } from '@/components/console/fleet/fleet-table';
import { PlatformModels } from '@/components/console/fleet/platform-models';
import { hrefWith, type Params } from '@/components/console/href';
import { LiveRefresh } from '@/components/console/live-refresh';
import { OpenAlerts } from '@/components/console/objectives/open-alerts';
import { RangeBar } from '@/components/console/range-bar';
import { ViewBar } from '@/components/console/views/view-bar';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { clock } from '@/lib/clock';
import { DEFAULT_SORT } from '@/lib/console/fleet/page-of-fleet';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import { fleetParams } from '@/lib/console/fleet/schema';
import { openAlerts } from '@/lib/console/objectives/queries';
import { parseRange } from '@/lib/console/range/schema';
import { listViews } from '@/lib/console/views/views';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Fleet' };

const PATH = '/console';

export default async function FleetPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const params = await searchParams;
  const range = parseRange(params, clock().now());
  const filter = fleetParams.parse(params);
  const [fleet, views, alerts] = await Promise.all([
    readFleet(ctx, range, filter),
    listViews(ctx, PATH),
    openAlerts(ctx),
  ]);
  const { range: preset, from, to } = params;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Fleet"
        description="Every tenant: how much, how fast and at what cost. Never what was said."
        meta={
          <span className="text-ink-faint text-xs">
            Figures and budgets read <Time value={fleet.readAt} />; slots, breakers and containments
            of now
          </span>
        }
        actions={
          <>
            <LiveRefresh />
            {canPlatform(ctx, 'tenants:create') && (
              <ButtonLink href="/console/tenants/new" variant="primary" size="sm">
                <Plus aria-hidden /> New tenant
              </ButtonLink>
            )}
          </>
        }
      />
      <OpenAlerts alerts={alerts} />
      <PlatformModels models={fleet.platformModels} />
      <ViewBar views={views} path={PATH} query={hrefWith('', params, { page: null }).slice(1)} />
      <RangeBar path={PATH} params={{ ...params, page: undefined }} range={range} />
      <FiguresGrid figures={fleet.totals} />
      <FleetFilters counts={fleet.counts.health} />
      <FleetTable
        fleet={fleet}
        path={PATH}
        params={params}
        sort={filter.sort ?? DEFAULT_SORT}
        query={hrefWith('', { range: preset, from, to }, {})}
      />
    </PageBody>
  );
}
