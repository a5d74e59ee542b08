import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { readContainments, readSwitches } from './held-back';
import type { IncidentEvent, IncidentSummary, IncidentView, OwnIncidentNotice } from './schema';

const SHOWN = 200;
/** How long a notice stands on every page of the portal. */
const FRESH_MS = 3 * 86_400_000;
const WHY = { action: 'incident.view', reason: 'Looked at incidents', fold: '5 minutes' };

interface IncidentRow {
  id: string;
  title: string;
  severity: IncidentSummary['severity'];
  affected: number;
  opened_at: Date;
  opened_name: string | null;
  closed_at: Date | null;
}

const COLUMNS = `i.id, i.title, i.severity, cardinality(i.tenants) as affected, i.opened_at, u.name as opened_name, i.closed_at
  from incident i left join app_user u on u.id = i.opened_by`;

/** Open ones first, then the newest, at most 200. */
export async function listIncidents(ctx: PlatformContext): Promise<IncidentSummary[]> {
  authorizePlatform(ctx, 'incidents:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const rows = await sql<IncidentRow>(
      `select ${COLUMNS} order by i.closed_at is not null, i.opened_at desc, i.id limit $1`,
      [SHOWN],
    );
    return rows.map(toSummary);
  });
}

/** Tenants that an incident can affect, by name. */
export async function incidentChoices(ctx: PlatformContext): Promise<IncidentView['choices']> {
  authorizePlatform(ctx, 'incidents:read');
  return withPlatform(ctx, WHY, readChoices);
}

/** One incident with its timeline, the first first. Throws `not_found`. */
export async function readIncident(ctx: PlatformContext, id: string): Promise<IncidentView> {
  authorizePlatform(ctx, 'incidents:read');
  if (!isId(id)) throw notFound();
  return withPlatform(ctx, { ...WHY, detail: { incident: id } }, async (sql) => {
    const [row] = await sql<IncidentRow>(`select ${COLUMNS} where i.id = $1`, [id]);
    if (!row) throw notFound();
    const tenants = await sql<{ id: string; name: string; notices: number }>(
      `select t.id, t.name, (select count(*)::int from incident_notice n
         where n.tenant_id = t.id and n.incident_id = i.id) as notices
       from incident i join tenant t on t.id = any (i.tenants) where i.id = $1 order by t.name, t.id`,
      [id],
    );
    const events = [
      ...(await readEntries(sql, id)),
      ...(await readContainments(sql, id)),
      ...(await readSwitches(sql, id)),
    ];
    return {
      ...toSummary(row),
      openedBy: row.opened_name,
      tenants,
      choices: await readChoices(sql),
      timeline: events.sort((a, b) => a.at.localeCompare(b.at)),
    };
  });
}

/** What the context's own workspace was told, the newest first. Throws `forbidden`. */
export async function listOwnNotices(ctx: TenantContext): Promise<OwnIncidentNotice[]> {
  authorize(ctx, 'incidents:read');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<Omit<OwnIncidentNotice, 'at' | 'incidentId'> & OwnRow>(
      `select tenant_id, id, incident_id, at, title, text from incident_notice
       where tenant_id = :tenant order by at desc, id limit $1`,
      [SHOWN],
    ),
  );
  return rows.map(({ id, incident_id, at, title, text }) => ({
    ...{ id, incidentId: incident_id, at: at.toISOString(), title, text },
  }));
}

interface OwnRow {
  tenant_id: string;
  incident_id: string;
  at: Date;
}

/** The newest notice while it is fresh, for every page of the portal. */
export async function freshNotice(ctx: TenantContext): Promise<OwnIncidentNotice | undefined> {
  const [newest] = await listOwnNotices(ctx);
  const since = now().getTime() - FRESH_MS;
  return newest && Date.parse(newest.at) >= since ? newest : undefined;
}

function toSummary(row: IncidentRow): IncidentSummary {
  return {
    id: row.id,
    title: row.title,
    severity: row.severity,
    affected: row.affected,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

function readChoices(sql: PlatformSql): Promise<IncidentView['choices']> {
  return sql(
    `select id, name from tenant where state in ('active', 'suspended') and not canary order by name, id`,
  );
}

async function readEntries(sql: PlatformSql, id: string): Promise<IncidentEvent[]> {
  const rows = await sql<{
    id: string;
    at: Date;
    kind: IncidentEvent['kind'];
    text: string;
    by: string | null;
  }>(
    `select e.id, e.at, e.kind, e.text, u.name as by from incident_entry e left join app_user u on u.id = e.by_id
     where e.incident_id = $1 order by e.at, e.id`,
    [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
