import type { PlatformSql } from '@/lib/db/platform-sql';
import { grainOf, type Segment } from './grains';

/** What happened in a span, of one tenant. Money in nano-dollars, times in milliseconds. */
export interface FleetSums {
  tenantId: string;
  /** Requests that began in the span, by outcome. */
  ok: number;
  stopped: number;
  refused: number;
  failed: number;
  /** Calls that were made once more. */
  retries: number;
  /** That requests waited for a slot, how many of them for over 100 ms, and for how long they held it. */
  waitedMs: number;
  waited: number;
  heldMs: number;
  tokens: number;
  cost: bigint;
  price: bigint;
  /** For `addStored`. */
  latency: Buffer;
  firstToken: Buffer;
}

type StoredSums = Omit<
  FleetSums,
  'tenantId' | 'waitedMs' | 'heldMs' | 'cost' | 'price' | 'firstToken'
> & {
  tenant_id: string;
  waited_ms: number;
  held_ms: number;
  cost: string;
  price: string;
  first_token: Buffer;
};

/**
 * The rollups `f` of the segments that `segmentParams` binds as $1 to $3, of those that `condition` holds for, where they are `r`.
 * One segment after the other: joined as a whole, PostgreSQL takes them for more than they are and reads all rollups that there are.
 */
export function rollupsIn(condition = 'true'): string {
  return `unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) s (grain, starts, ends)
    cross join lateral (select * from fleet_rollup r
      where r.grain = s.grain and r.bucket >= s.starts and r.bucket < s.ends and ${condition} offset 0) f`;
}

export function segmentParams(segments: readonly Segment[]): [string[], Date[], Date[]] {
  return [
    segments.map(({ grain }) => grain),
    segments.map(({ from }) => new Date(from)),
    segments.map(({ to }) => new Date(to)),
  ];
}

/** The sums of a span by tenant, or of one; `segments` make it up. Tenants of which there is nothing are absent. */
export async function readSums(
  sql: PlatformSql,
  segments: readonly Segment[],
  tenantId?: string,
): Promise<FleetSums[]> {
  const rows = await sql<StoredSums>(
    `select f.tenant_id, sum(f.ok)::float8 as ok, sum(f.stopped)::float8 as stopped, sum(f.refused)::float8 as refused,
       sum(f.failed)::float8 as failed, sum(f.retries)::float8 as retries, sum(f.waited_ms) as waited_ms,
       sum(f.waited)::float8 as waited, sum(f.held_ms) as held_ms, sum(f.tokens)::float8 as tokens,
       sum(f.cost_nano)::text as cost, sum(f.price_nano)::text as price, string_agg(f.latency, '') as latency,
       string_agg(f.first_token, '') as first_token
     from ${rollupsIn('($4::uuid is null or r.tenant_id = $4)')} group by f.tenant_id`,
    [...segmentParams(segments), tenantId ?? null],
  );
  return rows.map(({ tenant_id, waited_ms, held_ms, first_token, ...row }) => ({
    ...row,
    tenantId: tenant_id,
    waitedMs: waited_ms,
    heldMs: held_ms,
    cost: BigInt(row.cost),
    price: BigInt(row.price),
    firstToken: first_token,
  }));
}

/** Requests of the span by tenant and bucket, which are counted from 0; the span begins at a whole bucket. */
export async function readLines(
  sql: PlatformSql,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Promise<Map<string, Map<number, number>>> {
  const rows = await sql<{ tenant_id: string; places: number[]; requests: number[] }>(
    `select x.tenant_id, array_agg(x.place) as places, array_agg(x.requests) as requests
     from (
       select f.tenant_id, floor((extract(epoch from f.bucket) * 1000 - $4) / $5)::int as place,
         sum(f.ok + f.stopped + f.refused + f.failed)::float8 as requests
       from fleet_rollup f where f.grain = $1 and f.bucket >= $2 and f.bucket < $3 group by 1, 2) x
     group by 1`,
    [grainOf(stepMs), new Date(from), new Date(to), from, stepMs],
  );
  return new Map(
    rows.map(({ tenant_id, places, requests }) => [
      tenant_id,
      new Map(places.map((place, i) => [place, requests[i] ?? 0])),
    ]),
  );
}
