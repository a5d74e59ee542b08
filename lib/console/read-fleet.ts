import { withPlatform } from '@/lib/db/platform-sql';
import { readRollups } from '@/lib/metering/rollups/read-rollups';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import { CUSTOMERS } from './customers';
import { bucketSpans, figuresOf, requestsOf } from './figures-of';
import { bucketsOf, type TimeRange } from './range/schema';
import type { Fleet, TenantState } from './schema';

interface TenantRow {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  leaves_at: Date | null;
  created_at: Date;
}

/** Every tenant with what happened in the range. */
export async function readFleet(ctx: PlatformContext, range: TimeRange): Promise<Fleet> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'fleet.view', reason: 'Looked at the fleet', fold: '5 minutes' };
  return withPlatform(ctx, why, async (sql) => {
    const tenants = await sql<TenantRow>(
      `select t.id, t.slug, t.name, t.plan, t.state, t.created_at, l.ends_at as leaves_at
       from tenant t left join tenant_leave l on l.tenant_id = t.id and l.state = 'waiting'
       where t.id in ${CUSTOMERS} order by t.name, t.id`,
    );
    const spans = tenants.flatMap((tenant) => bucketSpans(tenant.id, range));
    const usage = await readRollups(sql, spans);
    const buckets = bucketsOf(range);
    const rows = tenants.map(({ created_at, leaves_at, ...tenant }, place) => {
      const own = usage.slice(place * buckets.length, (place + 1) * buckets.length);
      return {
        ...tenant,
        leavesAt: leaves_at?.toISOString() ?? null,
        ...figuresOf(own.flat()),
        trend: buckets.map((at, i) => {
          const parts = own[i] ?? [];
          if (parts.length === 0 && at + range.stepMs <= created_at.getTime()) return null;
          return parts.reduce((sum, each) => sum + requestsOf(each), 0);
        }),
      };
    });
    return { rows, totals: figuresOf(usage.flat()) };
  });
}
