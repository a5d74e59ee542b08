import type { PlatformSql } from '@/lib/db/platform-sql';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import type { IncidentEvent } from './schema';

const SHOWN = 200;

/** What held affected tenants back while it was open, also what had begun before. */
export async function readContainments(sql: PlatformSql, id: string): Promise<IncidentEvent[]> {
  const rows = await sql<{
    id: string;
    tenant_id: string;
    tenant: string;
    rule_name: string;
    reason: string | null;
    actions: ContainmentAction[];
    since: Date;
    ended_at: Date | null;
    end_reason: string | null;
    started: string | null;
    ended: string | null;
  }>(
    `select c.id, c.tenant_id, t.name as tenant, c.rule_name, c.reason, c.actions, c.since, c.ended_at, c.end_reason,
       s.name as started, e.name as ended
     from incident i join containment c on c.tenant_id = any (i.tenants)
       and coalesce(c.ended_at, 'infinity') > i.opened_at and c.since < coalesce(i.closed_at, 'infinity')
     join tenant t on t.id = c.tenant_id left join app_user s on s.id = c.started_by left join app_user e on e.id = c.ended_by
     where i.id = $1 order by c.since desc limit $2`,
    [id, SHOWN],
  );
  return rows.flatMap((row) => {
    const of = { tenant: { id: row.tenant_id, name: row.tenant }, actions: row.actions };
    const began: IncidentEvent = {
      ...{ id: `${row.id} began`, at: row.since.toISOString(), kind: 'contained', by: row.started },
      ...{ text: row.reason ?? row.rule_name, ...of },
    };
    if (!row.ended_at) return [began];
    const over: IncidentEvent = {
      ...{ id: `${row.id} ended`, at: row.ended_at.toISOString(), kind: 'released', by: row.ended },
      ...{ text: row.end_reason ?? 'Its time was over.', ...of },
    };
    return [began, over];
  });
}

/** What was off for everybody while it was open. */
export async function readSwitches(sql: PlatformSql, id: string): Promise<IncidentEvent[]> {
  const rows = await sql<{
    id: string;
    kind: 'model' | 'tool';
    name: string;
    reason: string;
    since: Date;
    ended_at: Date | null;
    end_reason: string | null;
    started: string | null;
    ended: string | null;
  }>(
    `select w.id, w.kind, w.name, w.reason, w.since, w.ended_at, w.end_reason, s.name as started, e.name as ended
     from incident i join platform_switch w
       on coalesce(w.ended_at, 'infinity') > i.opened_at and w.since < coalesce(i.closed_at, 'infinity')
     left join app_user s on s.id = w.started_by left join app_user e on e.id = w.ended_by
     where i.id = $1 order by w.since desc limit $2`,
    [id, SHOWN],
  );
  return rows.flatMap((row) => {
    const what = `The ${row.kind} ${row.name}, for everybody`;
    const began: IncidentEvent = {
      ...{ id: `${row.id} began`, at: row.since.toISOString(), kind: 'contained', by: row.started },
      text: `${what}: ${row.reason}`,
    };
    if (!row.ended_at) return [began];
    const over: IncidentEvent = {
      ...{ id: `${row.id} ended`, at: row.ended_at.toISOString(), kind: 'released', by: row.ended },
      text: `${what}: ${row.end_reason ?? 'Its time was over.'}`,
    };
    return [began, over];
  });
}
