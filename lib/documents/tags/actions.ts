'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { createTag } from './create-tag';
import { deleteTag } from './delete-tag';
import { renameTag } from './rename-tag';
import { createTagSchema, renameTagSchema, type TagView, tagIdSchema } from './schema';

export async function createTagAction(
  slug: string,
  input: { name: string },
): Promise<ActionResult<TagView>> {
  return tenantAction(slug, (ctx) => createTag(ctx, parseInput(createTagSchema, input)));
}

export async function renameTagAction(
  slug: string,
  input: { id: string; name: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => renameTag(ctx, parseInput(renameTagSchema, input)));
}

export async function deleteTagAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => deleteTag(ctx, parseInput(tagIdSchema, input)));
}
