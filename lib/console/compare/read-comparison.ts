import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { segmentsOf } from '@/lib/metering/fleet/grains';
import { type FleetBucket, readBuckets } from '@/lib/metering/fleet/read-buckets';
import { readSums } from '@/lib/metering/fleet/read-sums';
import { addStored, emptySketch, quantilesOf } from '@/lib/metering/fleet/sketch';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { CUSTOMERS } from '../customers';
import { FigureSum } from '../fleet/fleet-figures';
import { bucketsOfSpan, type FleetSpan, fleetSpan, spanBefore } from '../fleet/fleet-span';
import type { TimeRange } from '../range/schema';
import { aroundVersion } from './around-version';
import type { ComparedRow, CompareFilter, Comparison, ComparisonView } from './schema';

const MOST_VERSIONS = 50;

interface Side {
  tenant: { id: string; name: string };
  label: string;
  span: FleetSpan;
}

interface VersionRow {
  version: number;
  at: Date;
  /** When the version before it began, and the one after it. */
  before: Date | null;
  next: Date | null;
}

/** Two tenants, two spans of one, or one before and after a version of its policy; chosen by an address. */
export async function readComparison(
  ctx: PlatformContext,
  range: TimeRange,
  filter: CompareFilter,
): Promise<ComparisonView> {
  authorizePlatform(ctx, 'tenants:read');
  const why = {
    action: 'tenants.compare',
    reason: 'Compared tenants or spans',
    ...(filter.a && { tenantId: filter.a }),
    ...(filter.b && { detail: { with: filter.b } }),
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const tenants = await sql<{ id: string; name: string }>(
      `select id, name from tenant where id in ${CUSTOMERS} order by name, id`,
    );
    const versions = filter.a
      ? await sql<VersionRow>(
          `select version, created_at as at, lag(created_at) over (order by version) as before,
             lead(created_at) over (order by version) as next
           from policy_version where tenant_id = $1 order by version desc limit ${MOST_VERSIONS}`,
          [filter.a],
        )
      : [];
    const sides = sidesOf(tenants, versions, range, filter);
    return {
      tenants,
      versions: versions.map(({ version, at }) => ({ version, at: at.toISOString() })),
      comparison: sides ? await compare(sql, sides) : null,
    };
  });
}

function sidesOf(
  tenants: readonly { id: string; name: string }[],
  versions: readonly VersionRow[],
  range: TimeRange,
  filter: CompareFilter,
): [Side, Side] | null {
  const now = clock().now();
  const tenant = tenants.find(({ id }) => id === filter.a);
  if (!tenant) return null;
  const span = fleetSpan(range, now);
  if (filter.with === 'tenant') {
    const other = tenants.find(({ id }) => id === filter.b);
    if (!other) return null;
    return [
      { tenant, label: tenant.name, span },
      { tenant: other, label: other.name, span },
    ];
  }
  if (filter.with === 'before')
    return [
      { tenant, label: 'The range', span },
      { tenant, label: 'The time before', span: spanBefore(span, now) },
    ];
  const version = versions.find((each) => each.version === filter.version);
  if (!version) return null;
  const around = aroundVersion(version, span, now);
  if (!around) return null;
  return [
    { tenant, label: `Under version ${version.version}`, span: around.under },
    { tenant, label: `Before version ${version.version}`, span: around.before },
  ];
}

async function compare(sql: PlatformSql, [one, two]: [Side, Side]): Promise<Comparison> {
  const [a, b] = [await readSide(sql, one), await readSide(sql, two)];
  const count = Math.max(bucketsOfSpan(one.span).length, bucketsOfSpan(two.span).length);
  const rows = Array.from({ length: count }, (_, place): ComparedRow => {
    const [inA, inB] = [a.byPlace.get(place), b.byPlace.get(place)];
    return {
      t: new Date(one.span.from + place * one.span.stepMs).toISOString(),
      requestsA: requestsOf(inA),
      requestsB: requestsOf(inB),
      p95A: p95Of(inA),
      p95B: p95Of(inB),
      errorsA: inA?.failed ?? 0,
      errorsB: inB?.failed ?? 0,
    };
  });
  return { a: a.side, b: b.side, rows, stepMs: one.span.stepMs };
}

async function readSide(sql: PlatformSql, { tenant, label, span }: Side) {
  const [sums] = await readSums(sql, segmentsOf(span), tenant.id);
  const buckets = await readBuckets(sql, tenant.id, span);
  const all = new FigureSum();
  if (sums) all.add(sums);
  return {
    byPlace: new Map(buckets.map((bucket) => [bucket.place, bucket])),
    side: {
      tenant,
      label,
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      figures: all.figures(),
    },
  };
}

function requestsOf(bucket: FleetBucket | undefined): number {
  return bucket ? bucket.ok + bucket.stopped + bucket.refused + bucket.failed : 0;
}

function p95Of(bucket: FleetBucket | undefined): number | null {
  if (!bucket) return null;
  const sketch = emptySketch();
  addStored(sketch, bucket.latency);
  return quantilesOf(sketch, [0.95])[0] ?? null;
}
