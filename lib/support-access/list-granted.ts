import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { GrantedView, SupportEnd, SupportKind } from './schema';

const LISTED = 100;

interface GrantedRow {
  id: string;
  tenant_id: string;
  tenant: string;
  kind: SupportKind;
  granter: string | null;
  granted_at: Date;
  expires_at: Date;
  in_force: boolean;
  end_reason: SupportEnd | null;
  reads: number;
}

/** What tenants granted to this operator, newest first. Nothing of what it is about: that is read by opening it. */
export async function listGranted(ctx: PlatformContext): Promise<GrantedView[]> {
  authorizePlatform(ctx, 'support:read');
  const why = {
    action: 'support.list',
    reason: 'Looked at own support access',
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<GrantedRow>(
      `select g.id, t.id as tenant_id, t.name as tenant, g.kind, u.name as granter, g.granted_at, g.expires_at,
         tenancy.support_stands(g.tenant_id, g.id) as in_force, g.end_reason, g.reads
       from support_grant g join tenant t on t.id = g.tenant_id left join app_user u on u.id = g.granted_by
       where g.operator_id = $1 and t.id in ${CUSTOMERS} order by g.granted_at desc, g.id limit $2`,
      [ctx.userId, LISTED],
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    tenant: { id: row.tenant_id, name: row.tenant },
    kind: row.kind,
    grantedBy: row.granter,
    grantedAt: row.granted_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    inForce: row.in_force,
    end: row.end_reason,
    reads: row.reads,
  }));
}

/** Whether an open page may still be read. Gives nothing out, and counts as no reading. */
export async function supportStands(
  ctx: PlatformContext,
  tenantId: string,
  id: string,
): Promise<boolean> {
  authorizePlatform(ctx, 'support:read');
  if (!isId(tenantId) || !isId(id)) throw notFound();
  const why = {
    action: 'support.follow',
    reason: 'Had a page of support access open',
    tenantId,
    detail: { grant: id },
    fold: '1 hour',
  };
  const [row] = await withPlatform(ctx, why, (sql) =>
    sql<{ stands: boolean }>('select tenancy.support_stands($1, $2) as stands', [tenantId, id]),
  );
  return row?.stands === true;
}
