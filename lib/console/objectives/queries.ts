import { clock, now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { budgetLeft } from './error-budget';
import type { ObjectiveAlert, ObjectiveKind, ObjectiveView } from './schema';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const SHOWN = 100;
const WHY = { action: 'objectives.view', reason: 'Looked at objectives', fold: '5 minutes' };

type StoredObjective = Pick<
  ObjectiveView,
  'id' | 'name' | 'enabled' | 'target' | 'days' | 'plan' | 'feature' | 'reason'
> & {
  kind: ObjectiveKind;
  threshold_ms: number | null;
  escalate_minutes: number;
  edited_at: Date;
  edited_name: string | null;
};

interface StoredDay {
  objective_id: string;
  day: Date;
  total: number;
  bad: number;
}

/** What is promised, and how much of each error budget is left. */
export async function listObjectives(ctx: PlatformContext): Promise<ObjectiveView[]> {
  authorizePlatform(ctx, 'objectives:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const at = clock().now();
    const rows = await sql<StoredObjective>(
      `select o.id, o.name, o.enabled, o.kind, o.threshold_ms, o.target, o.days, o.plan, o.feature, o.escalate_minutes,
         o.edited_at, u.name as edited_name, o.reason
       from objective o left join app_user u on u.id = o.edited_by order by o.name, o.id`,
    );
    const days = await sql<StoredDay>(
      `select b.objective_id, date_bin('1 day', b.bucket, timestamptz 'epoch') as day, sum(b.total)::float8 as total,
         sum(b.bad)::float8 as bad
       from objective_bucket b where b.bucket >= $1 group by 1, 2`,
      [new Date(at - 91 * DAY)],
    );
    const recent = await sql<{
      objective_id: string;
      hour_total: number;
      hour_bad: number;
      total: number;
      bad: number;
    }>(
      `select b.objective_id, coalesce(sum(b.total) filter (where b.bucket >= $1), 0)::float8 as hour_total,
         coalesce(sum(b.bad) filter (where b.bucket >= $1), 0)::float8 as hour_bad,
         sum(b.total)::float8 as total, sum(b.bad)::float8 as bad
       from objective_bucket b where b.bucket >= $2 group by 1`,
      [new Date(at - HOUR), new Date(at - DAY)],
    );
    return rows.map(({ threshold_ms, escalate_minutes, edited_at, edited_name, ...row }) => {
      const own = days.filter(({ objective_id }) => objective_id === row.id);
      const last = recent.find(({ objective_id }) => objective_id === row.id);
      const burn = (total = 0, bad = 0) => (total > 0 ? bad / total / (1 - row.target) : null);
      const within = own.filter(({ day }) => day.getTime() > at - row.days * DAY);
      const sum = (key: 'total' | 'bad') => within.reduce((all, each) => all + each[key], 0);
      return {
        ...row,
        thresholdMs: threshold_ms,
        escalateMinutes: escalate_minutes,
        editedAt: edited_at.toISOString(),
        editedBy: edited_name,
        total: sum('total'),
        bad: sum('bad'),
        budgetLeft: budgetLeft(sum('total'), sum('bad'), row.target),
        burnHour: burn(last?.hour_total, last?.hour_bad),
        burnDay: burn(last?.total, last?.bad),
        history: historyOf(own, row, at),
      };
    });
  });
}

/** What was left at the end of each day, over the days before it that the objective is about. */
function historyOf(
  days: readonly StoredDay[],
  { target, days: length }: { target: number; days: number },
  at: number,
): ObjectiveView['history'] {
  const today = Math.floor(at / DAY) * DAY;
  return Array.from({ length }, (_, i) => {
    const t = today - (length - 1 - i) * DAY;
    const within = days.filter(({ day }) => day.getTime() <= t && day.getTime() > t - length * DAY);
    const sum = (key: 'total' | 'bad') => within.reduce((all, each) => all + each[key], 0);
    return { t: new Date(t).toISOString(), left: budgetLeft(sum('total'), sum('bad'), target) };
  });
}

/** Alerts that are not over, the urgent first. */
export async function openAlerts(ctx: PlatformContext): Promise<ObjectiveAlert[]> {
  return readAlerts(ctx, 'a.ended_at is null');
}

/** The newest hundred, those that are not over first. */
export async function listAlerts(ctx: PlatformContext): Promise<ObjectiveAlert[]> {
  return readAlerts(ctx, 'a.started_at > $1');
}

async function readAlerts(ctx: PlatformContext, which: string): Promise<ObjectiveAlert[]> {
  authorizePlatform(ctx, 'objectives:read');
  const rows = await withPlatform(ctx, WHY, (sql) =>
    sql<{
      id: string;
      objective_id: string;
      name: string;
      severity: ObjectiveAlert['severity'];
      burn: number;
      started_at: Date;
      ended_at: Date | null;
      escalated_at: Date | null;
      acknowledged_at: Date | null;
      acknowledged_name: string | null;
      note: string | null;
    }>(
      `select a.id, a.objective_id, o.name, a.severity, a.burn, a.started_at, a.ended_at, a.escalated_at, a.acknowledged_at,
         u.name as acknowledged_name, a.note
       from objective_alert a join objective o on o.id = a.objective_id left join app_user u on u.id = a.acknowledged_by
       where ${which} and a.started_at > $1
       order by a.ended_at is not null, a.severity desc, a.started_at desc, a.id limit ${SHOWN}`,
      [new Date(now().getTime() - 365 * DAY)],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    objectiveId: row.objective_id,
    name: row.name,
    severity: row.severity,
    burn: row.burn,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_name,
    note: row.note,
  }));
}
