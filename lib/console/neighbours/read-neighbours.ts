import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { grainOf, narrowest, segmentsOf } from '@/lib/metering/fleet/grains';
import { rollupsIn, segmentParams } from '@/lib/metering/fleet/read-sums';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { CUSTOMERS } from '../customers';
import { type FleetSpan, fleetSpan } from '../fleet/fleet-span';
import type { TimeRange } from '../range/schema';
import type { Blamed, NeighbourParams, NeighbourRow, NeighboursView } from './schema';

const HOUR = 3_600_000;
const FIVE_MINUTES = HOUR / 12;
/** How finely a span is looked at, by its length: of a thousand tenants there are as many sums again for each step. */
const FINE_MS = 24 * HOUR;
const HOURLY_MS = 8 * 24 * HOUR;
const SHOWN = 50;

type Side = 'waiter' | 'holder';

/**
 * Who held the slots for answers in the range, who waited, and for one that waited: who held slots in the same minutes;
 * for one that held: who waited in them. All pools together: a slot of one model is none of another, which this does not tell apart.
 */
export async function readNeighbours(
  ctx: PlatformContext,
  range: TimeRange,
  { tenant: waiter, holder, sort }: NeighbourParams,
): Promise<NeighboursView> {
  authorizePlatform(ctx, 'tenants:read');
  const now = clock().now();
  const span = fleetSpan(range, now);
  const length = span.to - span.from;
  const finest = length <= FINE_MS ? FIVE_MINUTES : length <= HOURLY_MS ? HOUR : 6 * HOUR;
  const stepMs = Math.max(finest, narrowest(span.from, now));
  const why = {
    ...{ action: 'neighbours.view', reason: 'Looked at who held slots', fold: '5 minutes' },
    ...((waiter ?? holder) && { tenantId: waiter ?? holder, detail: { waiter, holder } }),
  };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await readRows(sql, span, sort);
    const blamed = async (of: Side, chosen: string | undefined) => {
      const row = rows.find(({ tenant }) => tenant.id === chosen);
      return row ? readBlame(sql, span, stepMs, of, row) : null;
    };
    return {
      rows: rows.slice(0, SHOWN),
      others: Math.max(rows.length - SHOWN, 0),
      waiter: await blamed('waiter', waiter),
      holder: await blamed('holder', holder),
      stepMs,
    };
  });
}

/** Those that held or waited, the most first. */
async function readRows(
  sql: PlatformSql,
  span: FleetSpan,
  sort: NeighbourParams['sort'],
): Promise<NeighbourRow[]> {
  const rows = await sql<{
    id: string;
    name: string;
    held_ms: number;
    waited_ms: number;
    waited: number;
    requests: number;
  }>(
    `select t.id, t.name, sum(f.held_ms) as held_ms, sum(f.waited_ms) as waited_ms, sum(f.waited)::float8 as waited,
       sum(f.ok + f.stopped + f.failed + f.refused)::float8 as requests
     from ${rollupsIn()} join tenant t on t.id = f.tenant_id
     where t.id in ${CUSTOMERS}
     group by t.id having sum(f.held_ms) > 0 or sum(f.waited_ms) > 0
     order by sum(f.${sort === 'waited' ? 'waited_ms' : 'held_ms'}) desc, t.name, t.id`,
    segmentParams(segmentsOf(span)),
  );
  const all = rows.reduce((sum, row) => sum + row.held_ms, 0);
  return rows.map(({ id, name, held_ms, waited_ms, waited, requests }) => ({
    tenant: { id, name },
    heldMs: held_ms,
    share: all > 0 ? held_ms / all : 0,
    waitedMs: waited_ms,
    waited,
    requests,
  }));
}

/**
 * The waiting of each bucket, shared among those that held slots in it by how long they did, oneself included: of the one
 * that waited by who held them, and of the one that held them by who waited.
 */
async function readBlame(
  sql: PlatformSql,
  span: FleetSpan,
  stepMs: number,
  of: Side,
  { tenant, waitedMs }: NeighbourRow,
): Promise<Blamed> {
  const [own, others] = of === 'waiter' ? ['waited_ms', 'held_ms'] : ['held_ms', 'waited_ms'];
  const rows = await sql<{ id: string; name: string; ms: number; whole: number; many: number }>(
    `with near as (
       select f.bucket, f.tenant_id, sum(f.held_ms) as held_ms, sum(f.waited_ms) as waited_ms from fleet_rollup f
       where f.grain = $1 and f.bucket = any (array(
         select m.bucket from fleet_rollup m where m.tenant_id = $4 and m.grain = $1 and m.bucket >= $2 and m.bucket < $3
         group by 1 having sum(m.${own}) > 0))
       group by 1, 2
     ), beside as (
       select n.*, sum(n.held_ms) over b as held_by_all, sum(n.${own}) filter (where n.tenant_id = $4) over b as own_ms
       from near n window b as (partition by n.bucket)
     ), part as (
       select b.tenant_id, sum(b.own_ms * b.${others} / b.held_by_all) as ms from beside b
       where b.held_by_all > 0 and b.${others} > 0 group by 1
     )
     select t.id, t.name, p.ms, sum(p.ms) over () as whole, count(*) over ()::int as many
     from part p join tenant t on t.id = p.tenant_id order by p.ms desc, t.id limit ${SHOWN}`,
    [grainOf(stepMs), new Date(span.from), new Date(span.to), tenant.id],
  );
  return {
    tenant,
    ms: of === 'waiter' ? waitedMs : (rows[0]?.whole ?? 0),
    blame: rows.map(({ id, name, ms, whole }) => ({
      tenant: { id, name },
      ms,
      share: whole > 0 ? ms / whole : 0,
    })),
    others: Math.max((rows[0]?.many ?? 0) - rows.length, 0),
  };
}
