'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { createGroup } from './create-group';
import { deleteGroup } from './delete-group';
import { renameGroup } from './rename-group';
import { createGroupSchema, groupIdSchema, groupMembersSchema, renameGroupSchema } from './schema';
import { setGroupMembers } from './set-group-members';

export async function createGroupAction(
  slug: string,
  input: { name: string },
): Promise<ActionResult<{ id: string }>> {
  return tenantAction(slug, (ctx) => createGroup(ctx, parseInput(createGroupSchema, input)));
}

export async function renameGroupAction(
  slug: string,
  input: { id: string; name: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => renameGroup(ctx, parseInput(renameGroupSchema, input)));
}

export async function deleteGroupAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => deleteGroup(ctx, parseInput(groupIdSchema, input)));
}

export async function setGroupMembersAction(
  slug: string,
  input: { id: string; memberIds: string[] },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => setGroupMembers(ctx, parseInput(groupMembersSchema, input)));
}
