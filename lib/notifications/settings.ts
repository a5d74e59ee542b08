import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import {
  type ChooseOwn,
  EVENT_KINDS,
  type EventKind,
  type NotificationView,
  type SetNotification,
  toldByDefault,
} from './schema';

interface SettingRow {
  tenant_id: string;
  kind: EventKind;
  admins: boolean;
  people: string[];
}

/** Who is told of each kind by e-mail, as set or as the product has it. In the caller's transaction. */
export async function readSettings(sql: TenantSql): Promise<NotificationView[]> {
  const rows = await sql<SettingRow>(
    'select tenant_id, kind, admins, people from notification_setting where tenant_id = :tenant',
  );
  const set = new Map(rows.map((row) => [row.kind, row]));
  return EVENT_KINDS.map((kind) => ({
    kind,
    admins: set.get(kind)?.admins ?? toldByDefault(kind),
    people: set.get(kind)?.people ?? [],
  }));
}

/** Says who hears of a kind of event, by e-mail and at endpoints. `not_found` for people or endpoints of nobody here. */
export async function setNotification(ctx: TenantContext, set: SetNotification): Promise<void> {
  authorize(ctx, 'notifications:manage');
  const { kind, admins } = set;
  const people = [...new Set(set.people)];
  const endpoints = [...new Set(set.endpoints)];
  await withTenantSql(ctx, async (sql) => {
    const [known] = await sql<{ members: number; webhooks: number }>(
      `select (select count(*)::integer from membership where tenant_id = :tenant and accepted_at is not null and user_id = any ($1)) as members,
         (select count(*)::integer from webhook_endpoint where tenant_id = :tenant and id = any ($2)) as webhooks`,
      [people, endpoints],
    );
    if (known?.members !== people.length || known.webhooks !== endpoints.length) throw notFound();
    await sql(
      `insert into notification_setting (tenant_id, kind, admins, people, changed_at) values (:tenant, $1, $2, $3, $4)
       on conflict (tenant_id, kind) do update set admins = $2, people = $3, changed_at = $4`,
      [kind, admins, people, now()],
    );
    await sql(
      `update webhook_endpoint set kinds = case when id = any ($2) then array_append(kinds, $1) else array_remove(kinds, $1) end
       where tenant_id = :tenant and (id = any ($2)) <> ($1 = any (kinds))`,
      [kind, endpoints],
    );
    await recordAudit(ctx, sql, {
      action: 'notifications.set',
      objectKind: 'notifications',
      detail: { kind, admins, people, endpoints },
    });
  });
}

/** What the caller wants no e-mail about. */
export async function readOwnChoice(ctx: TenantContext): Promise<ChooseOwn> {
  authorize(ctx, 'notifications:own');
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; muted: EventKind[] }>(
      'select tenant_id, muted from notification_choice where tenant_id = :tenant and user_id = $1',
      [ctx.principal.id],
    ),
  );
  return { muted: row?.muted ?? [] };
}

export async function chooseOwn(ctx: TenantContext, { muted }: ChooseOwn): Promise<void> {
  authorize(ctx, 'notifications:own');
  const kinds = EVENT_KINDS.filter((kind) => muted.includes(kind));
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into notification_choice (tenant_id, user_id, muted, changed_at) values (:tenant, $1, $2, $3)
       on conflict (tenant_id, user_id) do update set muted = $2, changed_at = $3`,
      [ctx.principal.id, kinds, now()],
    );
    await recordAudit(ctx, sql, {
      action: 'notifications.choose',
      objectKind: 'notifications',
      detail: { muted: kinds },
    });
  });
}
