import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { type FleetBucket, readBuckets } from '@/lib/metering/fleet/read-buckets';
import { addStored, emptySketch, quantilesOf } from '@/lib/metering/fleet/sketch';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { bucketsOfSpan, fleetSpan } from '../fleet/fleet-span';
import type { TimeRange } from '../range/schema';
import type { LimitEvents, LimitMark, LimitRow } from './schema';

const MOST_MARKS = 50;

/** What limits refused a tenant in the range, over its errors, retries and times, and what was changed meanwhile. */
export async function readLimitEvents(
  ctx: PlatformContext,
  tenantId: string,
  range: TimeRange,
): Promise<LimitEvents> {
  authorizePlatform(ctx, 'tenants:read');
  if (!isId(tenantId)) throw notFound();
  const why = { action: 'tenant.view', reason: 'Looked at a tenant', tenantId, fold: '5 minutes' };
  const span = fleetSpan(range, clock().now());
  return withPlatform(ctx, why, async (sql) => {
    const [tenant] = await sql<{ created_at: Date }>(
      'select created_at from tenant where id = $1',
      [tenantId],
    );
    if (!tenant) throw notFound();
    const buckets = await readBuckets(sql, tenantId, span);
    const byPlace = new Map(buckets.map((bucket) => [bucket.place, bucket]));
    const codes = codesOf(buckets);
    return {
      rows: bucketsOfSpan(span).map((from, place) =>
        toRow(from, byPlace.get(place), codes, from + span.stepMs > tenant.created_at.getTime()),
      ),
      codes,
      marks: await readMarks(sql, tenantId, span),
      stepMs: span.stepMs,
      to: new Date(span.to).toISOString(),
    };
  });
}

function codesOf(buckets: readonly FleetBucket[]): string[] {
  const counts = new Map<string, number>();
  for (const { refusedBy } of buckets)
    for (const [code, count] of Object.entries(refusedBy))
      counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code);
}

function toRow(
  from: number,
  bucket: FleetBucket | undefined,
  codes: readonly string[],
  existed: boolean,
): LimitRow {
  const nothing = existed ? 0 : null;
  const sketch = emptySketch();
  if (bucket) addStored(sketch, bucket.latency);
  return {
    t: new Date(from).toISOString(),
    errors: bucket?.failed ?? nothing,
    retries: bucket?.retries ?? nothing,
    p95: quantilesOf(sketch, [0.95])[0] ?? null,
    ...Object.fromEntries(
      codes.map((code) => [`limit:${code}`, bucket ? (bucket.refusedBy[code] ?? 0) : nothing]),
    ),
  };
}

async function readMarks(
  sql: PlatformSql,
  tenantId: string,
  { from, to }: { from: number; to: number },
): Promise<LimitMark[]> {
  const rows = await sql<{ at: Date; kind: LimitMark['kind']; label: string }>(
    `select * from (
       select v.created_at as at, 'policy' as kind, 'Policy, version ' || v.version as label from policy_version v
       where v.tenant_id = $1
       union all
       select c.since, 'contained', 'Contained: ' || c.rule_name from containment c where c.tenant_id = $1
       union all
       select c.ended_at, 'let_go', 'Let go: ' || c.rule_name from containment c
       where c.tenant_id = $1 and c.ended_at is not null
       union all
       select p.at, case p.action when 'tenant.suspend' then 'suspended' else 'resumed' end,
         case p.action when 'tenant.suspend' then 'Suspended' else 'Resumed' end from platform_audit p
       where p.subject_tenant = $1 and p.action in ('tenant.suspend', 'tenant.resume')) mark
     where at >= $2 and at < $3 order by at desc limit ${MOST_MARKS}`,
    [tenantId, new Date(from), new Date(to)],
  );
  return rows.map(({ at, kind, label }) => ({ t: at.toISOString(), kind, label })).reverse();
}
