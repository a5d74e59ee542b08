import type { PolicyVersion } from '@/lib/console/policy/schema';
import { type StoredVersion, toVersion } from '@/lib/console/read-policies';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { PLANS, type Plan } from '@/lib/tenancy/schema';

/** Of each plan. */
const LISTED = 50;

/** The newest 50 versions of each plan, newest first: the first one is what the plan gives now. */
export async function listPlanVersions(
  ctx: PlatformContext,
): Promise<Record<Plan, PolicyVersion[]>> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'policy.view', reason: 'Looked at versions of plans', fold: '5 minutes' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<StoredVersion & { plan: Plan }>(
      `select v.plan, v.version, v.manifest, v.reason, case when v.author_id is null then 'Tenantry' else u.name end as author,
         v.created_at
       from (select p.*, row_number() over (partition by p.plan order by p.version desc) as place from plan_version p) v
       left join app_user u on u.id = v.author_id
       where v.place <= ${LISTED} order by v.plan, v.version desc`,
    ),
  );
  return Object.fromEntries(
    PLANS.map((plan) => [plan, rows.filter((row) => row.plan === plan).map(toVersion)]),
  ) as Record<Plan, PolicyVersion[]>;
}
