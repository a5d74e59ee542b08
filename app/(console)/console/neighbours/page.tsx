import type { Metadata } from 'next';
import { hrefWith, type Params } from '@/components/console/href';
import { LiveRefresh } from '@/components/console/live-refresh';
import { BlameCard } from '@/components/console/neighbours/blame-card';
import { NeighbourTable } from '@/components/console/neighbours/neighbour-table';
import { RangeBar } from '@/components/console/range-bar';
import { ViewBar } from '@/components/console/views/view-bar';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { readNeighbours } from '@/lib/console/neighbours/read-neighbours';
import { neighbourParams } from '@/lib/console/neighbours/schema';
import { parseRange } from '@/lib/console/range/schema';
import { listViews } from '@/lib/console/views/views';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Neighbours' };

const PATH = '/console/neighbours';

export default async function NeighboursPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const params = await searchParams;
  const range = parseRange(params, clock().now(), '1h');
  const chosen = neighbourParams.parse(params);
  const [view, views] = await Promise.all([
    readNeighbours(ctx, range, chosen),
    listViews(ctx, PATH),
  ]);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Neighbours"
        description="Who took which share of the slots for answers, and who waited because of it."
        actions={<LiveRefresh />}
      />
      <ViewBar views={views} path={PATH} query={hrefWith('', params, {}).slice(1)} />
      <RangeBar path={PATH} params={params} range={range} />
      {view.waiter && <BlameCard blamed={view.waiter} of="waiter" stepMs={view.stepMs} />}
      {view.holder && <BlameCard blamed={view.holder} of="holder" stepMs={view.stepMs} />}
      <Card flush title="Slots" description="In the range, all models together">
        <NeighbourTable view={view} sort={chosen.sort} path={PATH} params={params} />
      </Card>
    </PageBody>
  );
}
