import { pageOrder, toPage } from '@/lib/console/cursor';
import type { Page } from '@/lib/console/schema';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { AuditEntryView, AuditParams } from './schema';

interface EntryRow {
  tenant_id: string;
  id: string;
  at: Date;
  actor: string | null;
  actor_kind: string;
  action: string;
  object_kind: string;
  request_id: string | null;
  outcome: string;
  detail: Record<string, unknown>;
}

const PAGE_SIZE = 50;

/** The tenant's own audit log, newest first, with the actions that it can be filtered by. */
export async function listAuditEntries(
  ctx: TenantContext,
  params: AuditParams,
): Promise<{ page: Page<AuditEntryView>; actions: string[] }> {
  authorize(ctx, 'audit:read');
  return withTenantSql(ctx, async (sql) => ({
    page: await readPage(sql, params),
    actions: (
      await sql<{ action: string }>(
        'select distinct action from audit_entry where tenant_id = :tenant order by 1',
      )
    ).map((row) => row.action),
  }));
}

async function readPage(sql: TenantSql, params: AuditParams): Promise<Page<AuditEntryView>> {
  const order = pageOrder(params);
  const rows = await sql<EntryRow>(
    `select a.tenant_id, a.id, a.at, u.name as actor, a.actor_kind, a.action, a.object_kind, a.request_id, a.outcome, a.detail
     from audit_entry a left join app_user u on u.id = a.actor_id
     where a.tenant_id = :tenant and ($1::text is null or a.action = $1)
       and ($2::timestamptz is null or (a.at, a.id) ${order.compare} ($2, $3::uuid))
     order by a.at ${order.direction}, a.id ${order.direction} limit ${PAGE_SIZE + 1}`,
    [params.action ?? null, order.cursor?.at ?? null, order.cursor?.id ?? null],
  );
  return toPage(rows.map(toView), PAGE_SIZE, order);
}

function toView(row: EntryRow): AuditEntryView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    // Operators are no members, and row-level security hides their names here.
    actor: row.actor ?? (row.actor_kind === 'operator' ? 'Platform operator' : 'A former member'),
    actorKind: row.actor_kind,
    action: row.action,
    objectKind: row.object_kind,
    requestId: row.request_id,
    outcome: row.outcome,
    detail: row.detail,
  };
}
