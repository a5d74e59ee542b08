import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { containmentsOf } from '@/lib/tenancy/containments';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import type {
  ContainmentMetric,
  ContainmentRuleView,
  ContainmentView,
  OwnContainment,
} from './schema';

const SHOWN = 200;
const WHY = {
  action: 'containment.view',
  reason: 'Looked at what contains tenants',
  fold: '5 minutes',
};

interface RuleRow {
  id: string;
  name: string;
  enabled: boolean;
  metric: ContainmentMetric;
  window_minutes: number;
  threshold: number;
  at_least: bigint;
  actions: ContainmentAction[];
  minutes: number;
  edited_at: Date;
  edited_name: string | null;
  reason: string;
}

/** In the order in which they were shipped. */
export async function listRules(ctx: PlatformContext): Promise<ContainmentRuleView[]> {
  authorizePlatform(ctx, 'containment:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const rows = await sql<RuleRow>(
      `select r.id, r.name, r.enabled, r.metric, r.window_minutes, r.threshold, r.at_least, r.actions, r.minutes,
         r.edited_at, u.name as edited_name, r.reason
       from containment_rule r left join app_user u on u.id = r.edited_by order by r.id`,
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      enabled: row.enabled,
      metric: row.metric,
      windowMinutes: row.window_minutes,
      threshold: row.threshold,
      atLeast: row.at_least.toString(),
      actions: row.actions,
      minutes: row.minutes,
      editedAt: row.edited_at.toISOString(),
      editedBy: row.edited_name,
      reason: row.reason,
    }));
  });
}

interface ContainmentRow {
  id: string;
  tenant_id: string;
  tenant_name: string;
  rule_name: string;
  metric: ContainmentMetric;
  value: number;
  threshold: number;
  actions: ContainmentAction[];
  since: Date;
  until: Date;
  ended_at: Date | null;
  ended_name: string | null;
  end_reason: string | null;
}

/** Those in force first, then the newest, at most 200; of one tenant, or of all. */
export async function listContainments(
  ctx: PlatformContext,
  tenantId?: string,
): Promise<ContainmentView[]> {
  authorizePlatform(ctx, 'containment:read');
  return withPlatform(ctx, { ...WHY, ...(tenantId && { tenantId }) }, async (sql) => {
    const rows = await sql<ContainmentRow>(
      `select c.id, c.tenant_id, t.name as tenant_name, c.rule_name, c.metric, c.value, c.threshold, c.actions, c.since,
         c.until, c.ended_at, u.name as ended_name, c.end_reason
       from containment c join tenant t on t.id = c.tenant_id left join app_user u on u.id = c.ended_by
       where $1::uuid is null or c.tenant_id = $1
       order by c.ended_at is not null, c.since desc, c.id limit $2`,
      [tenantId ?? null, SHOWN],
    );
    return rows.map((row) => ({
      id: row.id,
      tenantId: row.tenant_id,
      tenantName: row.tenant_name,
      ruleName: row.rule_name,
      metric: row.metric,
      value: row.value,
      threshold: row.threshold,
      actions: row.actions,
      since: row.since.toISOString(),
      until: row.until.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      endedBy: row.ended_name,
      endReason: row.end_reason,
    }));
  });
}

/** What holds the context's own workspace back now, for its administrators; without the operators' figures. */
export async function ownContainments(ctx: TenantContext): Promise<OwnContainment[]> {
  const at = now();
  return (await containmentsOf(ctx))
    .filter(({ since, until, actions }) => since <= at && at < until && actions.some(binds))
    .map(({ metric, actions, until }) => ({
      metric: metric as ContainmentMetric,
      actions: actions.filter(binds),
      until: until.toISOString(),
    }));
}

const binds = ({ kind }: ContainmentAction) => kind !== 'notify';
