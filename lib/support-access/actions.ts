'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { grantSupport } from './grant-support';
import { revokeSupport } from './revoke-support';
import { type Grant, grantSchema, membersGrantSchema, revokeSchema } from './schema';
import { setMembersGrant } from './set-members-grant';

export async function grantSupportAction(
  slug: string,
  input: Grant,
): Promise<ActionResult<{ id: string }>> {
  return tenantAction(slug, async (ctx) => ({
    id: await grantSupport(ctx, parseInput(grantSchema, input)),
  }));
}

export async function revokeSupportAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => revokeSupport(ctx, parseInput(revokeSchema, input).id));
}

export async function setMembersGrantAction(
  slug: string,
  input: { membersGrant: boolean },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => setMembersGrant(ctx, parseInput(membersGrantSchema, input)));
}
