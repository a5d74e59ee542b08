import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { readGrants } from './grant-row';
import { mayGrantIn, membersGrantIn } from './members-grant';
import type { SupportGrantView, SupportNoticeView, SupportOperator } from './schema';

const LISTED = 100;
/** As many as can be open. */
const OPEN = 50;

export interface SupportPage {
  grants: SupportGrantView[];
  membersGrant: boolean;
  may: boolean;
  /** Whom the person may name; empty for who may name nobody. */
  operators: SupportOperator[];
}

/** The workspace's grants for owners and admins, one's own for members; and who may be named in another. */
export async function readSupportPage(ctx: TenantContext): Promise<SupportPage> {
  authorize(ctx, 'support:grant');
  return withTenantSql(ctx, async (sql) => ({
    grants: await readGrants(ctx, sql, { limit: LISTED, where: 'true' }),
    membersGrant: await membersGrantIn(sql),
    may: await mayGrantIn(ctx, sql),
    operators: await sql<SupportOperator>(
      `select o.id, o.name, o.email from tenancy.support_operators() o
       where tenancy.current_tenant() = :tenant order by o.name, o.email`,
    ),
  }));
}

/** What is in force on the person's own conversations. */
export async function readSupportNotice(ctx: TenantContext): Promise<SupportNoticeView> {
  authorize(ctx, 'support:grant');
  return withTenantSql(ctx, async (sql) => ({
    may: await mayGrantIn(ctx, sql),
    grants: await inForce(ctx, sql, 'g.person_id = $2', ctx.principal.id),
  }));
}

/** What is in force on one conversation that the person sees grants of. */
export async function readGrantsOn(
  ctx: TenantContext,
  conversationId: string,
): Promise<SupportGrantView[]> {
  authorize(ctx, 'support:grant');
  return withTenantSql(ctx, (sql) => inForce(ctx, sql, 'g.conversation_id = $2', conversationId));
}

async function inForce(ctx: TenantContext, sql: TenantSql, whose: string, id: string) {
  const where = `g.ended_at is null and ${whose}`;
  const open = await readGrants(ctx, sql, { limit: OPEN, where, params: [id] });
  return open.filter((grant) => grant.inForce);
}
