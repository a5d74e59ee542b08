import type { PlatformSql } from '@/lib/db/platform-sql';
import { grainOf } from './grains';

/** What happened in one bucket of one tenant. Milliseconds; price in nano-dollars. */
export interface FleetBucket {
  /** Of the span, from 0. */
  place: number;
  ok: number;
  stopped: number;
  refused: number;
  failed: number;
  /** Refusals by their code. */
  refusedBy: Record<string, number>;
  retries: number;
  waitedMs: number;
  heldMs: number;
  price: bigint;
  /** For `addStored`. */
  latency: Buffer;
  firstToken: Buffer;
}

/** One tenant's buckets that have something in them, in order; the span begins at a whole bucket. */
export async function readBuckets(
  sql: PlatformSql,
  tenantId: string,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Promise<FleetBucket[]> {
  const rows = await sql<
    Omit<FleetBucket, 'refusedBy' | 'waitedMs' | 'heldMs' | 'price' | 'firstToken'> & {
      refusals: Record<string, number>[];
      waited_ms: number;
      held_ms: number;
      price: string;
      first_token: Buffer;
    }
  >(
    `select floor((extract(epoch from f.bucket) * 1000 - $5) / $6)::int as place, sum(f.ok)::float8 as ok,
       sum(f.stopped)::float8 as stopped, sum(f.refused)::float8 as refused, sum(f.failed)::float8 as failed,
       jsonb_agg(f.refused_by) as refusals, sum(f.retries)::float8 as retries, sum(f.waited_ms) as waited_ms,
       sum(f.held_ms) as held_ms, sum(f.price_nano)::text as price, string_agg(f.latency, '') as latency,
       string_agg(f.first_token, '') as first_token
     from fleet_rollup f
     where f.tenant_id = $1 and f.grain = $2 and f.bucket >= $3 and f.bucket < $4 group by 1 order by 1`,
    [tenantId, grainOf(stepMs), new Date(from), new Date(to), from, stepMs],
  );
  return rows.map(({ refusals, waited_ms, held_ms, price, first_token, ...row }) => ({
    ...row,
    refusedBy: added(refusals),
    waitedMs: waited_ms,
    heldMs: held_ms,
    price: BigInt(price),
    firstToken: first_token,
  }));
}

function added(all: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [code, count] of Object.entries(one)) sums[code] = (sums[code] ?? 0) + count;
  return sums;
}
