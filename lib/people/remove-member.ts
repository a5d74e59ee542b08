import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdMember } from './hold-member';

/**
 * Ends a membership, and with it the person's conversations and places in groups and folders here. While a
 * legal hold keeps the conversations they stay, and the person has no access any more all the same; they go
 * two weeks after it is lifted. Documents they uploaded stay. Throws `not_found` and `forbidden`.
 */
export async function removeMember(ctx: TenantContext, id: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const { role } = await holdMember(ctx, sql, id);
    // The function takes the tenant from the signed context; naming it here makes a mismatch shut nobody out.
    const [shut] = await sql<{ kept: boolean }>(
      'select tenancy.shut_out_member($1, $2) as kept where tenancy.current_tenant() = :tenant',
      [id, now()],
    );
    const kept = shut?.kept === true;
    if (!kept) {
      const rows = await sql(
        'delete from membership where tenant_id = :tenant and user_id = $1 returning tenant_id',
        [id],
      );
      if (rows.length === 0) throw notFound();
    }
    await recordAudit(ctx, sql, {
      action: 'member.remove',
      objectKind: 'member',
      objectId: id,
      detail: { role, ...(kept && { keptUnderHold: true }) },
    });
  });
}
