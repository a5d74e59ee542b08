import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { holdMember } from './hold-member';

/**
 * Makes a member or an admin who has accepted an owner beside the caller, who cannot take that back: nobody manages owners.
 * Throws `not_found`, for who was invited too, and `forbidden` for who owns it already.
 */
export async function makeOwner(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'owners:manage');
  await withTenantSql(ctx, async (sql) => {
    await holdMember(ctx, sql, id);
    const [row] = await sql<{ made: boolean }>(
      'select tenancy.make_owner($1) as made where tenancy.current_tenant() = :tenant',
      [id],
    );
    if (row?.made !== true) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'member.make_owner',
      objectKind: 'member',
      objectId: id,
    });
  });
}

/** Makes the caller an admin. Throws `forbidden`, and `conflict` for the last owner. */
export async function stepDown(ctx: TenantContext): Promise<void> {
  authorize(ctx, 'owners:manage');
  await withTenantSql(ctx, async (sql) => {
    await sql('select tenancy.step_down() where tenancy.current_tenant() = :tenant');
    await recordAudit(ctx, sql, {
      action: 'member.step_down',
      objectKind: 'member',
      objectId: ctx.principal.id,
    });
  });
}
