import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { FiguresGrid } from '@/components/console/figures-grid';
import { FleetTable } from '@/components/console/fleet-table';
import { hrefWith, type Params } from '@/components/console/href';
import { LiveRefresh } from '@/components/console/live-refresh';
import { RangeBar } from '@/components/console/range-bar';
import { PageBody } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { readFleet } from '@/lib/console/read-fleet';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Fleet' };

export default async function FleetPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const params = await searchParams;
  const range = parseRange(params, clock().now());
  const fleet = await readFleet(ctx, range);
  const { range: preset, from, to } = params;
  return (
    <PageBody width="wide">
      <PageHeader
        title="Fleet"
        description="Every tenant: how much, how fast and at what cost. Never what was said."
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
      <RangeBar path="/console" params={params} range={range} />
      <FiguresGrid figures={fleet.totals} />
      <FleetTable fleet={fleet} query={hrefWith('', { range: preset, from, to }, {})} />
    </PageBody>
  );
}
