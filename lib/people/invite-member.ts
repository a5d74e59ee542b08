import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createInvitationLink } from '@/lib/identity/invitation-links';
import { addMember, type NewMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdMember } from './hold-member';
import type { Invitation } from './schema';

/** Adds a person and makes the link to hand over. Throws as `addMember`. */
export async function inviteMember(ctx: TenantContext, member: NewMember): Promise<Invitation> {
  const { id } = await addMember(ctx, member);
  return { memberId: id, ...(await createInvitationLink(ctx, id)) };
}

/**
 * A fresh link, in place of the last, for somebody who has not accepted or has no password yet.
 * Throws as `holdMember`, and `conflict`.
 */
export async function renewInvitation(ctx: TenantContext, id: string): Promise<Invitation> {
  await withTenantSql(ctx, (sql) => holdMember(ctx, sql, id));
  const invitation = await createInvitationLink(ctx, id, (sql, kind) =>
    recordAudit(ctx, sql, {
      action: 'member.renew_invitation',
      objectKind: 'member',
      objectId: id,
      detail: { kind },
    }),
  );
  return { memberId: id, ...invitation };
}
