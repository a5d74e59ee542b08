import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdMember } from './hold-member';

/**
 * Ends a membership, and with it the person's conversations and places in groups and folders here.
 * Documents they uploaded stay. Throws `not_found` and `forbidden`.
 */
export async function removeMember(ctx: TenantContext, id: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const { role } = await holdMember(ctx, sql, id);
    const rows = await sql(
      'delete from membership where tenant_id = :tenant and user_id = $1 returning tenant_id',
      [id],
    );
    if (rows.length === 0) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'member.remove',
      objectKind: 'member',
      objectId: id,
      detail: { role },
    });
  });
}
