import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdMember } from './hold-member';

/**
 * Ends what every session of a member may do here, open answers included; the person signs in again to come back. The
 * account's other workspaces notice nothing. Throws `not_found`, for who never came in too, and `forbidden`.
 */
export async function signOutMember(ctx: TenantContext, id: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    await holdMember(ctx, sql, id);
    // The function takes the tenant from the signed context; naming it here makes a mismatch sign nobody out.
    const [row] = await sql<{ done: boolean }>(
      'select tenancy.sign_out_member($1) as done where tenancy.current_tenant() = :tenant',
      [id],
    );
    if (row?.done !== true) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'member.sign_out',
      objectKind: 'member',
      objectId: id,
    });
  });
}
