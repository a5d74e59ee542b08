import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import { CUSTOMERS } from './customers';
import { bucketsOf, type TimeRange } from './range/schema';
import { figuresOf, readFigures } from './read-figures';
import type { Fleet, TenantState } from './schema';

interface TenantRow {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  created_at: Date;
}

/** Every tenant with what happened in the range. */
export async function readFleet(ctx: PlatformContext, range: TimeRange): Promise<Fleet> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'fleet.view', reason: 'Looked at the fleet', fold: '5 minutes' };
  return withPlatform(ctx, why, async (sql) => {
    const tenants = await sql<TenantRow>(
      `select id, slug, name, plan, state, created_at from tenant where id in ${CUSTOMERS} order by name, id`,
    );
    const { byTenant, totals } = await readFigures(sql, range);
    const counts = await sql<{ tenant_id: string; bucket: Date; requests: number }>(
      `select tenant_id, date_bin($3::interval, started_at, $1::timestamptz) as bucket, count(*)::int as requests
       from request where started_at >= $1 and started_at < $2 group by 1, 2`,
      [range.from, range.to, `${range.stepMs} milliseconds`],
    );
    const trend = new Map(
      counts.map((row) => [`${row.tenant_id} ${row.bucket.getTime()}`, row.requests]),
    );
    const buckets = bucketsOf(range);
    const rows = tenants.map(({ created_at, ...tenant }) => ({
      ...tenant,
      ...figuresOf(byTenant, tenant.id),
      trend: buckets.map(
        (at) =>
          trend.get(`${tenant.id} ${at}`) ?? (at + range.stepMs <= created_at.getTime() ? null : 0),
      ),
    }));
    return { rows, totals };
  });
}
