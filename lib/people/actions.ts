'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { requestMemberErasure } from '@/lib/lifecycle/erase-member';
import { changeRole } from './change-role';
import { inviteMember, renewInvitation } from './invite-member';
import { leaveWorkspace } from './leave-workspace';
import { makeOwner, stepDown } from './owners';
import { removeMember } from './remove-member';
import {
  addMemberSchema,
  changeRoleSchema,
  eraseMemberSchema,
  type Invitation,
  memberIdSchema,
} from './schema';
import { signOutMember } from './sign-out-member';

export async function inviteMemberAction(
  slug: string,
  input: { name: string; email: string; role: 'admin' | 'member' },
): Promise<ActionResult<Invitation>> {
  return tenantAction(slug, (ctx) => inviteMember(ctx, parseInput(addMemberSchema, input)));
}

export async function renewInvitationAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<Invitation>> {
  return tenantAction(slug, (ctx) => renewInvitation(ctx, parseInput(memberIdSchema, input).id));
}

export async function changeRoleAction(
  slug: string,
  input: { id: string; role: 'admin' | 'member' },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => {
    const { id, role } = parseInput(changeRoleSchema, input);
    return changeRole(ctx, id, role);
  });
}

export async function removeMemberAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => removeMember(ctx, parseInput(memberIdSchema, input).id));
}

export async function signOutMemberAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => signOutMember(ctx, parseInput(memberIdSchema, input).id));
}

/** The id of the operation that does it. */
export async function eraseMemberAction(
  slug: string,
  input: { id: string; reason: string },
): Promise<ActionResult<string>> {
  return tenantAction(slug, (ctx) => {
    const { id, reason } = parseInput(eraseMemberSchema, input);
    return requestMemberErasure(ctx, { personId: id, reason });
  });
}

/** Ends the caller's own membership. */
export async function leaveWorkspaceAction(slug: string): Promise<ActionResult<void>> {
  return tenantAction(slug, leaveWorkspace);
}

export async function makeOwnerAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => makeOwner(ctx, parseInput(memberIdSchema, input).id));
}

export async function stepDownAction(slug: string): Promise<ActionResult<void>> {
  return tenantAction(slug, stepDown);
}
