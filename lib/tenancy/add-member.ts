import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isRefused, isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from './context';
import { authorize } from './roles';

export interface NewMember {
  /** Lower case. A person with this address is invited, else one without a password is made. */
  email: string;
  name: string;
  role: 'admin' | 'member';
}

export interface AddedMember {
  id: string;
  /** Whether the account was made by this call. An older one has to accept the membership first. */
  created: boolean;
}

/**
 * Adds a person to the tenant. Owners add admins and members, admins add members: `forbidden`
 * otherwise. `conflict` when the person belongs to the tenant or was invited already. The membership
 * of an account that somebody could already be inside of opens nothing until that person accepts it;
 * demo people of demo tenants are taken to have.
 */
export async function addMember(ctx: TenantContext, member: NewMember): Promise<AddedMember> {
  authorize(ctx, 'members:manage');
  try {
    return await withTenantSql(ctx, async (sql) => {
      // The function takes the tenant from the signed context; naming it here makes a mismatch add nobody.
      const [row] = await sql<AddedMember>(
        `select id, created from tenancy.add_member($1, $2, $3, $4, $5)
         where tenancy.current_tenant() = :tenant`,
        [newId(), member.email, member.name, member.role, now()],
      );
      if (!row) throw new Error('tenancy.add_member returned no person.');
      await recordAudit(ctx, sql, {
        action: 'member.add',
        objectKind: 'member',
        objectId: row.id,
        detail: { role: member.role, newAccount: row.created },
      });
      return row;
    });
  } catch (error) {
    if (isRefused(error))
      throw new AppError('forbidden', 'Only an owner adds administrators.', { cause: error });
    if (isUniqueViolation(error))
      throw new AppError(
        'conflict',
        'This person belongs to the workspace or is invited already.',
        {
          cause: error,
        },
      );
    throw error;
  }
}
