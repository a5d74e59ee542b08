import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Acknowledge, AlertKind, SecurityAlertView } from './schema';

const SHOWN = 100;

interface AlertRow {
  id: string;
  at: Date;
  kind: AlertKind;
  place: string;
  subject_tenant: string;
  tenant_name: string | null;
  acknowledged_at: Date | null;
  acknowledged_name: string | null;
  note: string | null;
}

/** Open ones first, then the newest. */
export async function listAlerts(ctx: PlatformContext): Promise<SecurityAlertView[]> {
  authorizePlatform(ctx, 'security:read');
  const why = { action: 'security.view', reason: 'Looked at the alerts', fold: '5 minutes' };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<AlertRow>(
      `select a.id, a.at, a.kind, a.place, a.subject_tenant, t.name as tenant_name, a.acknowledged_at,
         u.name as acknowledged_name, a.note
       from security_alert a left join tenant t on t.id = a.subject_tenant
       left join app_user u on u.id = a.acknowledged_by
       order by a.acknowledged_at is not null, a.at desc limit $1`,
      [SHOWN],
    );
    return rows.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      kind: row.kind,
      place: row.place,
      tenantId: row.subject_tenant,
      tenantName: row.tenant_name,
      acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
      acknowledgedBy: row.acknowledged_name,
      note: row.note,
    }));
  });
}

/** How many stand open, for the notice on every page of the console. */
export async function countOpenAlerts(ctx: PlatformContext): Promise<number> {
  authorizePlatform(ctx, 'security:read');
  const why = { action: 'security.view', reason: 'Looked for open alerts', fold: '1 hour' };
  return withPlatform(ctx, why, async (sql) => {
    const [row] = await sql<{ open: bigint }>(
      'select count(*) as open from security_alert where acknowledged_at is null',
    );
    return Number(row?.open ?? 0);
  });
}

/** `conflict` when somebody else was first. */
export async function acknowledgeAlert(ctx: PlatformContext, input: Acknowledge): Promise<void> {
  authorizePlatform(ctx, 'security:act');
  const why = { action: 'security.acknowledge', reason: input.note, detail: { alert: input.id } };
  await withPlatform(ctx, why, async (sql) => {
    const rows = await sql(
      `update security_alert set acknowledged_at = $2, acknowledged_by = $3, note = $4
       where id = $1 and acknowledged_at is null returning id`,
      [input.id, now(), ctx.userId, input.note],
    );
    if (rows.length === 0)
      throw new AppError('conflict', 'It is acknowledged already. Reload to see by whom.');
  });
}
