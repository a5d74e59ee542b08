import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { grainOf, narrowest, segmentsOf } from '@/lib/metering/fleet/grains';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { CUSTOMERS } from '../customers';
import { type FleetSpan, fleetSpan } from '../fleet/fleet-span';
import type { TimeRange } from '../range/schema';
import type { Blamed, NeighbourParams, NeighbourRow, NeighboursView } from './schema';

const HOUR = 3_600_000;
/** Spans up to this long are looked at five minutes by five minutes. */
const FINE_MS = 24 * HOUR;
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
  const fine = span.to - span.from <= FINE_MS && narrowest(span.from, now) < HOUR;
  const stepMs = fine ? 5 * 60_000 : Math.max(HOUR, narrowest(span.from, now));
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
  const segments = segmentsOf(span);
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
     from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) s (grain, starts, ends)
       join fleet_rollup f on f.grain = s.grain and f.bucket >= s.starts and f.bucket < s.ends
       join tenant t on t.id = f.tenant_id
     where t.id in ${CUSTOMERS}
     group by t.id having sum(f.held_ms) > 0 or sum(f.waited_ms) > 0
     order by sum(f.${sort === 'waited' ? 'waited_ms' : 'held_ms'}) desc, t.name, t.id`,
    [
      segments.map(({ grain }) => grain),
      segments.map(({ from }) => new Date(from)),
      segments.map(({ to }) => new Date(to)),
    ],
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
  const [chosen, other] = of === 'waiter' ? ['w', 'h'] : ['h', 'w'];
  const rows = await sql<{ id: string; name: string; ms: number; whole: number; many: number }>(
    `with held as (
       select f.bucket, f.tenant_id, sum(f.held_ms) as ms from fleet_rollup f
       where f.grain = $1 and f.bucket >= $2 and f.bucket < $3 group by 1, 2 having sum(f.held_ms) > 0
     ), waiting as (
       select f.bucket, f.tenant_id, sum(f.waited_ms) as ms from fleet_rollup f
       where f.grain = $1 and f.bucket >= $2 and f.bucket < $3 group by 1, 2 having sum(f.waited_ms) > 0
     ), together as (
       select h.bucket, sum(h.ms) as ms from held h group by 1
     )
     select t.id, t.name, sum(w.ms * h.ms / a.ms) as ms, sum(sum(w.ms * h.ms / a.ms)) over () as whole,
       count(*) over ()::int as many
     from waiting w join together a using (bucket) join held h using (bucket) join tenant t on t.id = ${other}.tenant_id
     where ${chosen}.tenant_id = $4
     group by t.id order by 3 desc, t.id limit ${SHOWN}`,
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
