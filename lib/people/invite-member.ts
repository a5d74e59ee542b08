import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { createSetPasswordLink } from '@/lib/identity/one-time-links';
import { addMember, type NewMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { addressAwaitsPassword, awaitingPassword } from './awaiting-password';
import { holdMember } from './hold-member';
import type { Invitation } from './schema';

/**
 * Adds a person and, when they cannot sign in yet, makes the link for a first password. An account
 * whose invitation is still open is refused with `conflict`: whoever holds its link, perhaps another
 * workspace's administrator, would enter this one as that person.
 */
export async function inviteMember(ctx: TenantContext, member: NewMember): Promise<Invitation> {
  authorize(ctx, 'members:manage');
  if (await addressAwaitsPassword(member.email)) {
    throw new AppError(
      'conflict',
      'This person has an invitation that was not accepted yet. Add them once they have chosen a password.',
    );
  }
  const { id } = await addMember(ctx, member);
  const open = await awaitingPassword([id]);
  return {
    memberId: id,
    path: open.has(id) ? `/link/${await createSetPasswordLink(id)}` : null,
  };
}

/** A fresh link for a member who has not chosen a password. Throws as `holdMember`, and `conflict`. */
export async function renewInvitation(ctx: TenantContext, id: string): Promise<Invitation> {
  await withTenantSql(ctx, (sql) => holdMember(ctx, sql, id));
  return { memberId: id, path: `/link/${await createSetPasswordLink(id)}` };
}
