import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isRefused, isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from './context';
import { authorize } from './roles';

export interface NewMember {
  /** Lower case. A person with this address joins, else one without a password is made. */
  email: string;
  name: string;
  role: 'admin' | 'member';
}

/**
 * Adds a person to the tenant and returns the person's id. Owners add admins and members, admins add
 * members: `forbidden` otherwise. `conflict` when the person belongs to the tenant already.
 */
export async function addMember(ctx: TenantContext, member: NewMember): Promise<{ id: string }> {
  authorize(ctx, 'members:manage');
  try {
    return await withTenantSql(ctx, async (sql) => {
      // The function takes the tenant from the signed context; naming it here makes a mismatch add nobody.
      const [row] = await sql<{ id: string }>(
        `select tenancy.add_member($1, $2, $3, $4, $5) as id
         where tenancy.current_tenant() = :tenant`,
        [newId(), member.email, member.name, member.role, now()],
      );
      if (!row) throw new Error('tenancy.add_member returned no person.');
      await recordAudit(ctx, sql, {
        action: 'member.add',
        objectKind: 'member',
        objectId: row.id,
        detail: { role: member.role },
      });
      return { id: row.id };
    });
  } catch (error) {
    if (isRefused(error))
      throw new AppError('forbidden', 'Only an owner adds administrators.', { cause: error });
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'This person belongs to the workspace already.', {
        cause: error,
      });
    throw error;
  }
}
