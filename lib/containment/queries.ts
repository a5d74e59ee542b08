import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { containmentsOf } from '@/lib/tenancy/containments';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ContainmentAction, RuleAction } from '@/lib/tenancy/schema';
import type {
  ContainedBy,
  ContainmentMetric,
  ContainmentRuleView,
  ContainmentView,
  KeyFacts,
  OwnContainment,
  SuspendedView,
  SwitchView,
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
  actions: RuleAction[];
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
  metric: ContainedBy;
  value: number;
  threshold: number;
  actions: ContainmentAction[];
  since: Date;
  until: Date;
  ended_at: Date | null;
  ended_name: string | null;
  end_reason: string | null;
  started_name: string | null;
  reason: string | null;
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
         c.until, c.ended_at, u.name as ended_name, c.end_reason, s.name as started_name, c.reason
       from containment c join tenant t on t.id = c.tenant_id left join app_user u on u.id = c.ended_by
         left join app_user s on s.id = c.started_by
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
      startedBy: row.started_name,
      reason: row.reason,
    }));
  });
}

/** Tenants that operators suspended without an end: nothing that is in force says so. */
export async function listSuspended(ctx: PlatformContext): Promise<SuspendedView[]> {
  authorizePlatform(ctx, 'containment:read');
  return withPlatform(ctx, WHY, (sql) =>
    sql<SuspendedView>(
      `select t.id, t.name from tenant t where t.state = 'suspended' and not exists (
         select from containment c where c.tenant_id = t.id and c.ended_at is null and c.actions @> '[{"kind": "pause"}]')
       order by t.name, t.id limit $1`,
      [SHOWN],
    ),
  );
}

interface SwitchRow {
  id: string;
  kind: SwitchView['kind'];
  name: string;
  since: Date;
  until: Date;
  started_name: string | null;
  reason: string;
  ended_at: Date | null;
  ended_name: string | null;
  end_reason: string | null;
}

/** What is off for everybody first, then what was, at most 200. */
export async function listSwitches(ctx: PlatformContext): Promise<SwitchView[]> {
  authorizePlatform(ctx, 'containment:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const rows = await sql<SwitchRow>(
      `select w.id, w.kind, w.name, w.since, w.until, s.name as started_name, w.reason, w.ended_at, e.name as ended_name,
         w.end_reason
       from platform_switch w left join app_user s on s.id = w.started_by left join app_user e on e.id = w.ended_by
       order by w.ended_at is not null, w.since desc, w.id limit $1`,
      [SHOWN],
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      since: row.since.toISOString(),
      until: row.until.toISOString(),
      startedBy: row.started_name,
      reason: row.reason,
      endedAt: row.ended_at?.toISOString() ?? null,
      endedBy: row.ended_name,
      endReason: row.end_reason,
    }));
  });
}

/** The tenant's keys that are in use, by id, the last used first, at most 200. Names are the tenant's own. */
export async function listTenantKeys(ctx: PlatformContext, tenantId: string): Promise<KeyFacts[]> {
  authorizePlatform(ctx, 'containment:edit');
  return withPlatform(ctx, { ...WHY, tenantId }, async (sql) => {
    const rows = await sql<{ id: string; created_at: Date; last_used_at: Date | null }>(
      `select id, created_at, last_used_at from api_key
       where tenant_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
       order by last_used_at desc nulls last, id limit $3`,
      [tenantId, now(), SHOWN],
    );
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
    }));
  });
}

/** What holds the context's own workspace back now, for its administrators; without the operators' figures. */
export async function ownContainments(ctx: TenantContext): Promise<OwnContainment[]> {
  const at = now();
  return (await containmentsOf(ctx))
    .filter(({ since, until, actions }) => since <= at && at < until && actions.some(binds))
    .map(({ metric, actions, until }) => ({
      metric: metric as ContainedBy,
      actions: actions.filter(binds),
      until: until.toISOString(),
    }));
}

const binds = ({ kind }: ContainmentAction) => kind !== 'notify';
