import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { SupportEnd, SupportGrantView, SupportKind } from './schema';

interface GrantRow {
  tenant_id: string;
  id: string;
  kind: SupportKind;
  conversation_id: string;
  message_id: string | null;
  title_sealed: Buffer | null;
  operator: string | null;
  email: string | null;
  person_id: string;
  person: string | null;
  granter: string | null;
  granted_at: Date;
  expires_at: Date;
  in_force: boolean;
  end_reason: SupportEnd | null;
  ended_at: Date | null;
  reads: number;
  last_read_at: Date | null;
}

/** Grants that the context sees, newest first; `where` says of `g` which, by parameters from `$2` on. */
export async function readGrants(
  ctx: TenantContext,
  sql: TenantSql,
  { limit, where, params = [] }: { limit: number; where: string; params?: readonly unknown[] },
): Promise<SupportGrantView[]> {
  const rows = await sql<GrantRow>(
    `select g.tenant_id, g.id, g.kind, g.conversation_id, g.message_id, c.title_sealed, o.name as operator, o.email,
       g.person_id, p.name as person, b.name as granter, g.granted_at, g.expires_at,
       tenancy.support_stands(g.tenant_id, g.id) as in_force, g.end_reason, g.ended_at, g.reads, g.last_read_at
     from support_grant g left join tenancy.support_named() o on o.id = g.operator_id
     left join app_user p on p.id = g.person_id left join app_user b on b.id = g.granted_by
     left join conversation c on c.tenant_id = g.tenant_id and c.id = g.conversation_id
     where g.tenant_id = :tenant and ${where} order by g.granted_at desc, g.id limit $1`,
    [limit, ...params],
  );
  return rows.map((row) => toView(ctx, row));
}

function toView(ctx: TenantContext, row: GrantRow): SupportGrantView {
  const place = { table: 'conversation', row: row.conversation_id, column: 'title' };
  return {
    id: row.id,
    kind: row.kind,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    title: row.title_sealed && tenantKeys(ctx).openText(place, row.title_sealed),
    operator: row.operator && row.email ? { name: row.operator, email: row.email } : null,
    person: row.person,
    own: row.person_id === ctx.principal.id,
    grantedBy: row.granter,
    grantedAt: row.granted_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    inForce: row.in_force,
    end: row.end_reason,
    endedAt: row.ended_at?.toISOString() ?? null,
    reads: row.reads,
    lastReadAt: row.last_read_at?.toISOString() ?? null,
  };
}
